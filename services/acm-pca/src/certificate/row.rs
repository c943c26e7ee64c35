//! The row of a certificate, and of those that were revoked.

use crate::errors;
use crate::place::Place;
use haneul_certificate::x509::CrlReason;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By authority and serial number, in hexadecimal digits.
static CERTIFICATES: Table<(String, String), Certificate> = Table::new("acm_pca_certificate");

/// Those of them that are on the list: by the same.
static REVOKED: Table<(String, String), Revoked> = Table::new("acm_pca_revoked");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Revoked {
    /// What nobody would take any more need not be on the list.
    until: Timestamp,
}

impl Stored for Revoked {
    const VERSION: u32 = 1;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    pub serial: String,
    /// As PEM, with what leads to its root.
    pub body: String,
    pub chain: String,
    pub subject: String,
    pub template: String,
    /// The service that asked for it.
    pub service: Option<String>,
    pub issued: Timestamp,
    pub from: Timestamp,
    pub until: Timestamp,
    /// When, and why in AWS's word.
    pub revoked: Option<(Timestamp, String)>,
}

impl Stored for Certificate {
    const VERSION: u32 = 1;
}

/// AWS's words and those of X.509.
const REASONS: [(&str, CrlReason); 8] = [
    ("UNSPECIFIED", CrlReason::Unspecified),
    ("KEY_COMPROMISE", CrlReason::KeyCompromise),
    ("CERTIFICATE_AUTHORITY_COMPROMISE", CrlReason::CaCompromise),
    ("AFFILIATION_CHANGED", CrlReason::AffiliationChanged),
    ("SUPERSEDED", CrlReason::Superseded),
    ("CESSATION_OF_OPERATION", CrlReason::CessationOfOperation),
    ("PRIVILEGE_WITHDRAWN", CrlReason::PrivilegeWithdrawn),
    ("A_A_COMPROMISE", CrlReason::AaCompromise),
];

impl Certificate {
    pub fn reason(&self) -> Option<(Timestamp, CrlReason)> {
        let (at, word) = self.revoked.as_ref()?;
        let found = REASONS.iter().find(|(known, _)| known == word);
        Some((
            *at,
            found.map_or(CrlReason::Unspecified, |(_, reason)| *reason),
        ))
    }
}

pub fn find_of(
    tx: &mut Tx,
    scope: Scope,
    authority: &str,
    serial: &str,
) -> Result<Option<Certificate>, AwsError> {
    Ok(CERTIFICATES.get(tx, scope, &(authority, serial))?)
}

pub fn open(cx: &mut Cx, place: &Place, serial: &str) -> Result<Certificate, AwsError> {
    let scope = place.scope(cx);
    let found = find_of(cx.tx, scope, &place.id, serial)?;
    found.ok_or_else(|| {
        errors::not_found(format!(
            "Could not find certificate with ARN {}",
            place.certificate_arn(cx, serial)
        ))
    })
}

pub fn save(cx: &mut Cx, place: &Place, certificate: &Certificate) -> Result<(), AwsError> {
    let scope = place.scope(cx);
    let key = (place.id.as_str(), certificate.serial.as_str());
    if certificate.revoked.is_some() {
        let revoked = Revoked {
            until: certificate.until,
        };
        REVOKED.put(cx.tx, scope, &key, &revoked)?;
    }
    Ok(CERTIFICATES.put(cx.tx, scope, &key, certificate)?)
}

/// So many behind a serial number, in their order.
pub fn page(
    tx: &mut Tx,
    scope: Scope,
    authority: &str,
    after: Option<&str>,
    most: usize,
) -> Result<Vec<Certificate>, AwsError> {
    let span = behind(authority, after);
    let rows = CERTIFICATES.scan_untracked(tx, scope, span, most, false)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn behind(authority: &str, after: Option<&str>) -> Span {
    let span = Span::prefix(authority);
    match after {
        Some(after) => span.after(&(authority, after)),
        None => span,
    }
}

/// So many of those that were revoked and would still be good, behind a serial number.
pub fn revoked(
    tx: &mut Tx,
    scope: Scope,
    authority: &str,
    after: Option<&str>,
    most: usize,
) -> Result<Vec<(String, Timestamp)>, AwsError> {
    let span = behind(authority, after);
    let rows = REVOKED.scan_untracked(tx, scope, span, most, false)?;
    Ok(rows
        .into_iter()
        .map(|((_, serial), row)| (serial, row.until))
        .collect())
}

/// Removes some; whether there may be more.
pub fn remove_some(cx: &mut Cx, authority: &str, most: usize) -> Result<bool, AwsError> {
    let scope = cx.scope();
    let keys = CERTIFICATES.keys(cx.tx, scope, Span::prefix(authority), most, false)?;
    for key in &keys {
        CERTIFICATES.delete(cx.tx, scope, key)?;
        REVOKED.delete(cx.tx, scope, key)?;
    }
    Ok(keys.len() == most)
}
