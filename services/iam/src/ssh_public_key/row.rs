//! An SSH key as it is stored, and as it is shown.

use super::key::RsaKey;
use crate::errors::no_such_entity;
use crate::shapes;
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the user's unique id and the key's.
pub static KEYS: Table<(String, String), SshKey> = Table::new("iam_ssh_public_key");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SshKey {
    pub id: String,
    /// As it was given.
    pub body: String,
    pub fingerprint: String,
    pub active: bool,
    pub uploaded: Timestamp,
}

impl Stored for SshKey {
    const VERSION: u32 = 1;
}

pub fn of(cx: &mut Cx, user: &str) -> Result<Vec<SshKey>, AwsError> {
    let scope = cx.account_scope();
    let rows = KEYS.scan(cx.tx, scope, Span::prefix(user), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, key)| key).collect())
}

pub fn find(cx: &mut Cx, user: &User, id: &str) -> Result<SshKey, AwsError> {
    let scope = cx.account_scope();
    let found = KEYS.get(cx.tx, scope, &(user.id.as_str(), id))?;
    found.ok_or_else(|| no_such_entity(format!("The Public Key with id {id} cannot be found.")))
}

pub fn save(cx: &mut Cx, user: &User, key: &SshKey) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(KEYS.put(cx.tx, scope, &(user.id.as_str(), key.id.as_str()), key)?)
}

fn status(key: &SshKey) -> String {
    if key.active { "Active" } else { "Inactive" }.to_owned()
}

pub fn metadata(user: Option<&User>, key: SshKey) -> shapes::SSHPublicKeyMetadata {
    shapes::SSHPublicKeyMetadata {
        user_name: user.map(|user| user.name.clone()),
        status: Some(status(&key)),
        ssh_public_key_id: Some(key.id),
        upload_date: Some(key.uploaded),
    }
}

/// With its body in one of the two forms, or as it was given.
pub fn shown(user: &User, key: SshKey, encoding: Option<&str>) -> shapes::SSHPublicKey {
    let read = RsaKey::read(&key.body).ok();
    let body = match (encoding, read) {
        (Some("SSH"), Some(read)) => read.line(),
        (Some("PEM"), Some(read)) => read.pem(),
        _ => key.body.clone(),
    };
    shapes::SSHPublicKey {
        user_name: Some(user.name.clone()),
        status: Some(status(&key)),
        ssh_public_key_id: Some(key.id),
        fingerprint: Some(key.fingerprint),
        ssh_public_key_body: Some(body),
        upload_date: Some(key.uploaded),
    }
}
