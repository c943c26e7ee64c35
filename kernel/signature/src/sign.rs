//! Signing requests, for internal clients, tests and benches.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;

use crate::algorithm::Algorithm;
use crate::cache::KeyCache;
use crate::canonical::{PathStyle, RequestParts, Skip, is_s3, string_to_sign};
use crate::credential::scope;
use crate::date::format_amz_date;
use crate::derived::{Derived, key_pair, signing_key};
use crate::digest::EMPTY_SHA256;
use crate::error::SignatureError;
use crate::payload::PayloadHash;
use crate::seed::Seed;

/// Whose signature to make, for what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    pub algorithm: Algorithm,
    pub access_key: &'a str,
    pub secret: &'a str,
    pub session_token: Option<&'a str>,
    /// The region, or for SigV4a the set of regions, separated by commas.
    pub region: &'a str,
    pub service: &'a str,
    pub time: Timestamp,
    pub cache: Option<&'a KeyCache>,
    /// Overrides the path style that follows from the service.
    pub path_style: Option<PathStyle>,
}

impl<'a> Signer<'a> {
    /// A SigV4 signer without session token and cache.
    pub fn new(
        access_key: &'a str,
        secret: &'a str,
        region: &'a str,
        service: &'a str,
        time: Timestamp,
    ) -> Signer<'a> {
        Signer {
            algorithm: Algorithm::V4,
            access_key,
            secret,
            session_token: None,
            region,
            service,
            time,
            cache: None,
            path_style: None,
        }
    }

    pub(crate) fn scope(&self, day: &str) -> String {
        let region = (self.algorithm == Algorithm::V4).then_some(self.region);
        scope(day, region, self.service)
    }

    pub(crate) fn key(&self, day: &str) -> Result<Derived, SignatureError> {
        match self.algorithm {
            Algorithm::V4 => signing_key(
                self.cache,
                self.access_key,
                self.secret,
                day,
                self.region,
                self.service,
            ),
            Algorithm::V4a => key_pair(self.cache, self.access_key, self.secret),
        }
    }

    pub(crate) fn seed(
        &self,
        parts: &RequestParts<'_>,
        signed: &[String],
        payload: &str,
        amz_date: String,
    ) -> Result<Seed, SignatureError> {
        let day = &amz_date[..8];
        let (scope, key) = (self.scope(day), self.key(day)?);
        let parts = RequestParts {
            path_style: self.path_style,
            ..*parts
        };
        let canonical = parts.canonical(self.service, signed, payload, Skip::Nothing);
        let signature = key.sign_hex(&string_to_sign(
            self.algorithm,
            &amz_date,
            &scope,
            &canonical,
        ));
        Ok(Seed {
            key,
            amz_date,
            scope,
            signature,
        })
    }
}

/// Signs a request by adding headers, `authorization` among them. `host` must be there already.
///
/// Every header present is signed except those that proxies change on the way.
pub fn sign_headers(
    signer: &Signer<'_>,
    method: &Method,
    path: &str,
    query: &str,
    headers: &mut HeaderMap,
    payload: &PayloadHash,
) -> Result<Seed, SignatureError> {
    let amz_date = format_amz_date(signer.time);
    let payload = hash_text(payload);
    set(headers, "x-amz-date", &amz_date)?;
    if signer.algorithm == Algorithm::V4a {
        set(headers, "x-amz-region-set", signer.region)?;
    }
    if let Some(token) = signer.session_token {
        set(headers, "x-amz-security-token", token)?;
    }
    if is_s3(signer.service) || !crate::digest::is_sha256_hex(payload) {
        set(headers, "x-amz-content-sha256", payload)?;
    }
    let signed = names_to_sign(headers);
    let parts = RequestParts::new(method, path, query, headers);
    let seed = signer.seed(&parts, &signed, payload, amz_date)?;
    set(
        headers,
        "authorization",
        &authorization(signer, &seed, &signed),
    )?;
    Ok(seed)
}

fn authorization(signer: &Signer<'_>, seed: &Seed, signed: &[String]) -> String {
    format!(
        "{} Credential={}/{}, SignedHeaders={}, Signature={}",
        signer.algorithm.name(),
        signer.access_key,
        seed.scope,
        signed.join(";"),
        seed.signature
    )
}

pub(crate) fn hash_text(payload: &PayloadHash) -> &str {
    if *payload == PayloadHash::Missing {
        EMPTY_SHA256
    } else {
        payload.as_str()
    }
}

/// Headers that may change between client and server.
const LEFT_OUT: [&str; 6] = [
    "authorization",
    "connection",
    "expect",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

pub(crate) fn names_to_sign(headers: &HeaderMap) -> Vec<String> {
    let mut names: Vec<String> = headers
        .keys()
        .map(HeaderName::as_str)
        .filter(|name| !LEFT_OUT.contains(name))
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) -> Result<(), SignatureError> {
    let value = HeaderValue::from_str(value).map_err(|_| SignatureError::Unsignable(name))?;
    headers.insert(HeaderName::from_static(name), value);
    Ok(())
}
