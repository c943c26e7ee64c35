//! A signing certificate as it is stored, and as it is shown.

use crate::access_key::row::Owner;
use crate::errors::no_such_entity;
use crate::shapes::SigningCertificate;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Span, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the holder's unique id (the account's for the root user) and the certificate's.
pub static CERTIFICATES: Table<(String, String), Signing> = Table::new("iam_signing_certificate")
    .with_indexes(&[Index::new("body", |_, signing: &Signing| {
        vec![key_bytes(&signing.digest)]
    })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signing {
    pub id: String,
    pub body: String,
    /// Of the body: each certificate is one user's.
    pub digest: String,
    pub active: bool,
    pub uploaded: Timestamp,
}

impl Stored for Signing {
    const VERSION: u32 = 1;
}

pub fn of(cx: &mut Cx, holder: &str) -> Result<Vec<Signing>, AwsError> {
    let scope = cx.account_scope();
    let rows = CERTIFICATES.scan(cx.tx, scope, Span::prefix(holder), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, signing)| signing).collect())
}

pub fn find(cx: &mut Cx, owner: &Owner, id: &str) -> Result<Signing, AwsError> {
    let scope = cx.account_scope();
    let found = CERTIFICATES.get(cx.tx, scope, &(owner.id.as_str(), id))?;
    found.ok_or_else(|| no_such_entity(format!("The Certificate with id {id} cannot be found.")))
}

pub fn save(cx: &mut Cx, owner: &Owner, signing: &Signing) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    let place = (owner.id.as_str(), signing.id.as_str());
    Ok(CERTIFICATES.put(cx.tx, scope, &place, signing)?)
}

pub fn shown(cx: &Cx, owner: &Owner, signing: Signing) -> SigningCertificate {
    let name = owner.name().unwrap_or_else(|| cx.account().to_owned());
    SigningCertificate {
        user_name: Some(name),
        certificate_id: Some(signing.id),
        certificate_body: Some(signing.body),
        status: Some(if signing.active { "Active" } else { "Inactive" }.to_owned()),
        upload_date: Some(signing.uploaded),
    }
}
