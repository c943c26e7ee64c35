//! The row of an authority.

use crate::errors;
use crate::place::Place;
use haneul_certificate::{CERTIFICATE, Facts, read, read_all};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By id, where their owners are.
pub static AUTHORITIES: Table<String, Authority> = Table::new("acm_pca_authority");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Authority {
    pub id: String,
    /// `ROOT` or `SUBORDINATE`.
    pub kind: String,
    /// `CertificateAuthorityConfiguration` and `RevocationConfiguration`, as they were said.
    pub configuration: String,
    pub revocation: Option<String>,
    pub key_algorithm: String,
    pub signing_algorithm: String,
    pub standard: String,
    pub usage: String,
    pub state: State,
    pub created: Timestamp,
    pub changed: Timestamp,
    pub tags: Vec<(String, String)>,
    /// What others know the key by; there once there is the key.
    pub csr: Option<String>,
    /// Both as PEM.
    pub certificate: Option<String>,
    pub chain: Option<String>,
    /// What it was before it was deleted, and until when it can be so again.
    pub deleted: Option<(State, Timestamp)>,
    /// Counts how often its list's renewal was begun anew: older timers are void.
    pub renewals: u64,
    /// The number of the last list.
    pub list: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Creating,
    Pending,
    Active,
    Disabled,
    Deleted,
    Failed,
}

impl Stored for Authority {
    const VERSION: u32 = 1;
}

impl Authority {
    /// What its certificate says, once it has one.
    pub fn facts(&self) -> Result<Option<Facts>, AwsError> {
        let Some(certificate) = &self.certificate else {
            return Ok(None);
        };
        let blocks = read_all(certificate.as_bytes(), CERTIFICATE).map_err(AwsError::internal)?;
        let first = blocks
            .first()
            .ok_or_else(|| AwsError::internal("no certificate"))?;
        Ok(Some(read(first).map_err(AwsError::internal)?))
    }

    /// As AWS names it at a moment: certificates come to their end by themselves.
    pub fn status(&self, now: Timestamp) -> Result<&'static str, AwsError> {
        let over = || Ok::<_, AwsError>(self.facts()?.is_some_and(|facts| facts.until <= now));
        Ok(match self.state {
            State::Creating => "CREATING",
            State::Pending => "PENDING_CERTIFICATE",
            State::Deleted => "DELETED",
            State::Failed => "FAILED",
            State::Active if over()? => "EXPIRED",
            State::Active => "ACTIVE",
            State::Disabled => "DISABLED",
        })
    }

    pub fn is_root(&self) -> bool {
        self.kind == "ROOT"
    }

    pub fn place(&self, account: &str) -> Place {
        Place {
            account: account.to_owned(),
            id: self.id.clone(),
            certificate: None,
        }
    }
}

pub fn find(cx: &mut Cx, place: &Place) -> Result<Option<Authority>, AwsError> {
    let scope = place.scope(cx);
    Ok(AUTHORITIES.get(cx.tx, scope, &place.id)?)
}

pub fn of_scope(tx: &mut Tx, scope: Scope, id: &str) -> Result<Option<Authority>, AwsError> {
    Ok(AUTHORITIES.get(tx, scope, id)?)
}

pub fn open_any(cx: &mut Cx, arn: &str) -> Result<(Place, Authority), AwsError> {
    let place = Place::of(cx, arn)?;
    if place.certificate.is_some() {
        return Err(errors::arn(arn));
    }
    let found = find(cx, &place)?;
    let found = found.ok_or_else(|| errors::no_authority(arn))?;
    Ok((place, found))
}

/// One that is not deleted.
pub fn open(cx: &mut Cx, arn: &str) -> Result<(Place, Authority), AwsError> {
    let (place, found) = open_any(cx, arn)?;
    match found.state {
        State::Deleted => Err(errors::state(format!(
            "The certificate authority {arn} is deleted."
        ))),
        _ => Ok((place, found)),
    }
}

pub fn save(cx: &mut Cx, place: &Place, authority: &Authority) -> Result<(), AwsError> {
    let scope = place.scope(cx);
    Ok(AUTHORITIES.put(cx.tx, scope, &place.id, authority)?)
}
