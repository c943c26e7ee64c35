//! A service-specific credential as it is stored, and as it is shown.

use crate::errors::no_such_entity;
use crate::shapes::{ServiceSpecificCredential, ServiceSpecificCredentialMetadata};
use crate::user::row::User;
use data_encoding::HEXLOWER;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use ring::digest;
use serde::{Deserialize, Serialize};

/// By the user's unique id and the credential's.
pub static CREDENTIALS: Table<(String, String), ServiceCredential> =
    Table::new("iam_service_credential").sealed();

/// Whose credentials are one key instead of a name and a password.
pub const BEDROCK: &str = "bedrock.amazonaws.com";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceCredential {
    pub id: String,
    pub service: String,
    /// The name to sign in with, or the key's alias.
    pub name: String,
    /// What became of the password: it is long enough for one round.
    pub digest: String,
    pub active: bool,
    pub created: Timestamp,
    pub expires: Option<Timestamp>,
}

impl Stored for ServiceCredential {
    const VERSION: u32 = 1;
}

impl ServiceCredential {
    /// A new password; it is shown once.
    pub fn renew(&mut self, cx: &Cx) -> String {
        let secret = ids::secret_access_key(cx.random());
        self.digest = HEXLOWER.encode(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
        secret
    }

    fn status(&self, now: Timestamp) -> String {
        let word = match self.expires {
            Some(expires) if expires <= now => "Expired",
            _ if self.active => "Active",
            _ => "Inactive",
        };
        word.to_owned()
    }
}

/// All of one user, or of all users.
pub fn all(cx: &mut Cx, user: Option<&str>) -> Result<Vec<(String, ServiceCredential)>, AwsError> {
    let scope = cx.account_scope();
    let span = match user {
        Some(user) => Span::prefix(user),
        None => Span::all(),
    };
    let rows = CREDENTIALS.scan(cx.tx, scope, span, usize::MAX, false)?;
    let users = rows
        .into_iter()
        .map(|((user, _), credential)| (user, credential));
    Ok(users.collect())
}

pub fn find(cx: &mut Cx, user: &User, id: &str) -> Result<ServiceCredential, AwsError> {
    let scope = cx.account_scope();
    let found = CREDENTIALS.get(cx.tx, scope, &(user.id.as_str(), id))?;
    found.ok_or_else(|| {
        no_such_entity(format!(
            "No such credential {id} exists for user {}.",
            user.name
        ))
    })
}

pub fn save(cx: &mut Cx, user: &User, credential: &ServiceCredential) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    let place = (user.id.as_str(), credential.id.as_str());
    Ok(CREDENTIALS.put(cx.tx, scope, &place, credential)?)
}

pub fn metadata(
    cx: &Cx,
    user: &User,
    credential: &ServiceCredential,
) -> ServiceSpecificCredentialMetadata {
    let keyed = credential.service == BEDROCK;
    let name = Some(credential.name.clone());
    ServiceSpecificCredentialMetadata {
        user_name: Some(user.name.clone()),
        status: Some(credential.status(cx.now())),
        service_user_name: name.clone().filter(|_| !keyed),
        service_credential_alias: name.filter(|_| keyed),
        create_date: Some(credential.created),
        expiration_date: credential.expires,
        service_specific_credential_id: Some(credential.id.clone()),
        service_name: Some(credential.service.clone()),
    }
}

/// With its password.
pub fn shown(
    cx: &Cx,
    user: &User,
    credential: &ServiceCredential,
    secret: String,
) -> ServiceSpecificCredential {
    let told = metadata(cx, user, credential);
    let keyed = credential.service == BEDROCK;
    ServiceSpecificCredential {
        create_date: told.create_date,
        expiration_date: told.expiration_date,
        service_name: told.service_name,
        service_user_name: told.service_user_name,
        service_password: Some(secret.clone()).filter(|_| !keyed),
        service_credential_alias: told.service_credential_alias,
        service_credential_secret: Some(secret).filter(|_| keyed),
        service_specific_credential_id: told.service_specific_credential_id,
        user_name: told.user_name,
        status: told.status,
    }
}
