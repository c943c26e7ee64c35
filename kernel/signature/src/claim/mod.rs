//! Step one: what a request says about its signature.

mod header;
mod query;

use http::{HeaderMap, Method};
use jiff::Timestamp;

use crate::algorithm::Algorithm;
use crate::canonical::is_s3;
use crate::credential::{CredentialScope, scope};
use crate::error::SignatureError;
use crate::payload::PayloadHash;

/// Where the signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the `Authorization` header.
    Header,
    /// In the query: a presigned URL.
    Query,
}

/// Everything a request says about its signature. Nothing of it has been checked against a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub algorithm: Algorithm,
    pub place: Place,
    pub access_key: String,
    /// `yyyyMMdd`; the day of `request_date`.
    pub scope_date: String,
    /// The region of a SigV4 signature.
    pub region: Option<String>,
    /// The regions of a SigV4a signature; entries may hold `*`. See [`crate::region_allowed`].
    pub region_set: Option<Vec<String>>,
    pub service: String,
    pub request_date: Timestamp,
    /// `request_date` as it enters the string to sign.
    pub amz_date: String,
    pub session_token: Option<String>,
    /// Seconds a presigned URL is good for. Services other than S3 may leave it out.
    pub presigned_expires: Option<u64>,
    /// In lower case, sorted.
    pub signed_headers: Vec<String>,
    pub payload: PayloadHash,
    pub signature: String,
}

impl Claim {
    /// The scope as it stands in the string to sign.
    pub fn scope(&self) -> String {
        scope(&self.scope_date, self.region.as_deref(), &self.service)
    }

    /// Whether S3's rules hold: single encoding, all `x-amz-*` headers signed.
    pub fn is_s3(&self) -> bool {
        is_s3(&self.service)
    }

    /// Whether the claim is good in a region: the same one, or one of the set.
    pub fn covers_region(&self, region: &str) -> bool {
        match (&self.region, &self.region_set) {
            (Some(own), _) => own == region,
            (None, Some(set)) => crate::region::region_allowed(set, region),
            (None, None) => false,
        }
    }
}

/// Reads what a request claims. `None` means it is not signed at all.
pub fn claim(
    _method: &Method,
    _uri_path: &str,
    raw_query: &str,
    headers: &HeaderMap,
) -> Result<Option<Claim>, SignatureError> {
    let parameters = query::Parameters::read(raw_query);
    let authorization = headers.get(http::header::AUTHORIZATION);
    match (authorization, parameters) {
        (Some(_), Some(_)) => Err(SignatureError::TwoMechanisms),
        (Some(value), None) => header::claim(value.as_bytes(), headers).map(Some),
        (None, Some(parameters)) => query::claim(parameters, headers).map(Some),
        (None, None) => Ok(None),
    }
}

/// What both places lead to.
struct Found {
    algorithm: Algorithm,
    place: Place,
    credential: CredentialScope,
    amz_date: String,
    request_date: Timestamp,
    signed_headers: Vec<String>,
    signature: String,
}

impl Found {
    fn check_day(&self) -> Result<(), SignatureError> {
        if self.amz_date.get(..8) == Some(self.credential.date.as_str()) {
            return Ok(());
        }
        Err(SignatureError::ScopeDateMismatch {
            scope_date: self.credential.date.clone(),
            amz_date: self.amz_date.clone(),
        })
    }

    fn into_claim(self, payload: PayloadHash) -> Claim {
        Claim {
            algorithm: self.algorithm,
            place: self.place,
            access_key: self.credential.access_key,
            scope_date: self.credential.date,
            region: self.credential.region,
            region_set: None,
            service: self.credential.service,
            request_date: self.request_date,
            amz_date: self.amz_date,
            session_token: None,
            presigned_expires: None,
            signed_headers: self.signed_headers,
            payload,
            signature: self.signature,
        }
    }
}

/// The names between the semicolons, in lower case, sorted and each once.
fn signed_headers(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split(';')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    if !names.is_sorted() {
        names.sort_unstable();
    }
    names.dedup();
    names
}

fn header_text<'a>(headers: &'a HeaderMap, name: &'a str) -> Option<&'a str> {
    crate::headers::first(headers, name)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
}
