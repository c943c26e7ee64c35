//! The row of a certificate. Its key lies apart, encrypted.

use super::names;
use crate::errors;
use crate::validation::Validation;
use haneul_certificate::PrivateKey;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::{Scope, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static CERTIFICATES: Table<String, Certificate> = Table::new("acm_certificate");

/// By certificate, and whether it is the one of a renewal that is under way.
static KEYS: Table<(String, u8), Key> = Table::new("acm_key").sealed();

const OWN: u8 = 0;
const NEXT: u8 = 1;

#[derive(Clone, Serialize, Deserialize)]
struct Key {
    /// As PKCS #8 has it.
    private: Vec<u8>,
}

impl Stored for Key {
    const VERSION: u32 = 1;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    pub id: String,
    pub domain: String,
    /// All of them, that one first.
    pub names: Vec<String>,
    /// `AMAZON_ISSUED`, `PRIVATE` or `IMPORTED`.
    pub kind: String,
    pub status: Status,
    /// `DNS` or `EMAIL`, of public ones.
    pub method: Option<String>,
    pub key_algorithm: String,
    pub validations: Vec<Validation>,
    /// Of private ones: who issues them, and what is on its way from there.
    pub authority: Option<String>,
    pub under_way: Option<String>,
    /// Both as PEM.
    pub body: Option<String>,
    pub chain: Option<String>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub created: Timestamp,
    pub issued: Option<Timestamp>,
    pub imported: Option<Timestamp>,
    pub failure: Option<String>,
    /// When and why.
    pub revoked: Option<(Timestamp, String)>,
    pub renewal: Option<Renewal>,
    /// Whether the certificate as it is now was exported, and whether it ever was.
    pub exported: bool,
    pub ever_exported: bool,
    pub transparency: bool,
    pub exportable: bool,
    pub in_use: Vec<String>,
    pub tags: Vec<(String, String)>,
    /// Counts its bodies: timers of those before are void.
    pub edition: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Pending,
    Issued,
    TimedOut,
    Revoked,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renewal {
    pub status: String,
    pub reason: Option<String>,
    pub at: Timestamp,
}

impl Stored for Certificate {
    const VERSION: u32 = 1;
}

impl Certificate {
    /// As AWS names it at a moment: certificates come to their end by themselves.
    pub fn state(&self, now: Timestamp) -> &'static str {
        match self.status {
            Status::Pending => "PENDING_VALIDATION",
            Status::Issued if self.until.is_some_and(|until| until <= now) => "EXPIRED",
            Status::Issued => "ISSUED",
            Status::TimedOut => "VALIDATION_TIMED_OUT",
            Status::Revoked => "REVOKED",
            Status::Failed => "FAILED",
        }
    }

    /// Whether it is renewed by itself: what somebody uses is.
    pub fn is_eligible(&self) -> bool {
        let used = !self.in_use.is_empty() || self.exported;
        self.kind != "IMPORTED" && self.status == Status::Issued && used
    }
}

pub fn arn(cx: &Cx, id: &str) -> String {
    cx.arn("acm", &format!("certificate/{id}"))
}

pub fn id_of(cx: &Cx, text: &str) -> Result<String, AwsError> {
    let read = Arn::read(text).ok_or_else(|| errors::arn(text))?;
    let id = read.resource.strip_prefix("certificate/");
    let id = id.filter(|id| read.service == "acm" && !id.contains('/'));
    let id = id.ok_or_else(|| errors::arn(text))?;
    match arn(cx, id) == text {
        true => Ok(id.to_owned()),
        false => Err(errors::not_found(text, cx.account())),
    }
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Certificate>, AwsError> {
    Ok(CERTIFICATES.get(cx.tx, cx.scope(), id)?)
}

pub fn open(cx: &mut Cx, text: &str) -> Result<Certificate, AwsError> {
    let id = id_of(cx, text)?;
    let found = find(cx, &id)?;
    found.ok_or_else(|| errors::not_found(text, cx.account()))
}

pub fn save(cx: &mut Cx, certificate: &Certificate) -> Result<(), AwsError> {
    let before = find(cx, &certificate.id)?;
    let arn = arn(cx, &certificate.id);
    names::follow(cx.tx, &arn, before.as_ref(), Some(certificate))?;
    Ok(CERTIFICATES.put(cx.tx, cx.scope(), &certificate.id, certificate)?)
}

pub fn put_key(cx: &mut Cx, id: &str, next: bool, private: &[u8]) -> Result<(), AwsError> {
    let key = Key {
        private: private.to_vec(),
    };
    Ok(KEYS.put(
        cx.tx,
        cx.scope(),
        &(id, if next { NEXT } else { OWN }),
        &key,
    )?)
}

pub fn key_of(cx: &mut Cx, id: &str) -> Result<PrivateKey, AwsError> {
    let private = private_of(cx.tx, cx.scope(), id)?;
    PrivateKey::of_pkcs8(&private).map_err(AwsError::internal)
}

pub fn private_of(tx: &mut Tx, scope: Scope<'_>, id: &str) -> Result<Vec<u8>, AwsError> {
    let key = KEYS.get(tx, scope, &(id, OWN))?;
    let key = key.ok_or_else(|| AwsError::internal("a certificate without its key"))?;
    Ok(key.private)
}

/// The renewal has come: its key is the certificate's, if it has one of its own.
pub fn to_next_key(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    if let Some(next) = KEYS.get(cx.tx, scope, &(id, NEXT))? {
        KEYS.put(cx.tx, scope, &(id, OWN), &next)?;
        KEYS.delete(cx.tx, scope, &(id, NEXT))?;
    }
    Ok(())
}

pub fn remove(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let (scope, before) = (cx.scope(), find(cx, id)?);
    let arn = arn(cx, id);
    names::follow(cx.tx, &arn, before.as_ref(), None)?;
    for which in [OWN, NEXT] {
        KEYS.delete(cx.tx, scope, &(id, which))?;
    }
    CERTIFICATES.delete(cx.tx, scope, id)?;
    Ok(())
}
