//! Step two: the check with the secret.

use crate::algorithm::Algorithm;
use crate::cache::KeyCache;
use crate::canonical::{AUTHORITY, RequestParts, Skip, string_to_sign};
use crate::claim::{Claim, Place};
use crate::derived::{Derived, key_pair, signing_key};
use crate::digest::text;
use crate::error::SignatureError;
use crate::payload::PayloadHash;
use crate::seed::Seed;

/// Checks a claim with the secret of its access key.
///
/// `body_sha256_hex` is needed where the client did not send `x-amz-content-sha256`. Where it did, a given hash is
/// compared with the client's; without one the caller checks the body as it comes, with [`crate::Sha256Check`] or
/// [`crate::ChunkedDecoder`].
pub fn verify(
    claim: &Claim,
    req: &RequestParts<'_>,
    secret: &str,
    signing_key_cache: Option<&KeyCache>,
    body_sha256_hex: Option<&str>,
) -> Result<Seed, SignatureError> {
    check_signed_headers(claim, req)?;
    let payload = match &claim.payload {
        // S3 insists on the header, whatever the body.
        PayloadHash::Missing if claim.is_s3() => return Err(SignatureError::MissingContentSha256),
        PayloadHash::Missing => body_sha256_hex.ok_or(SignatureError::MissingContentSha256)?,
        named => named.as_str(),
    };
    let key = derive(claim, secret, signing_key_cache)?;
    let scope = claim.scope();
    check_signature(claim, req, &key, &scope, payload)?;
    check_body(&claim.payload, body_sha256_hex)?;
    Ok(Seed {
        key,
        amz_date: claim.amz_date.clone(),
        scope,
        signature: claim.signature.clone(),
    })
}

fn derive(
    claim: &Claim,
    secret: &str,
    cache: Option<&KeyCache>,
) -> Result<Derived, SignatureError> {
    match claim.algorithm {
        Algorithm::V4 => {
            let region = claim.region.as_deref().unwrap_or_default();
            signing_key(
                cache,
                &claim.access_key,
                secret,
                &claim.scope_date,
                region,
                &claim.service,
            )
        }
        Algorithm::V4a => key_pair(cache, &claim.access_key, secret),
    }
}

fn check_signature(
    claim: &Claim,
    req: &RequestParts<'_>,
    key: &Derived,
    scope: &str,
    payload: &str,
) -> Result<(), SignatureError> {
    let skip = if claim.place == Place::Query {
        Skip::Signature
    } else {
        Skip::Nothing
    };
    let attempt = |skip| {
        let canonical = req.canonical(&claim.service, &claim.signed_headers, payload, skip);
        let to_sign = string_to_sign(claim.algorithm, &claim.amz_date, scope, &canonical);
        (
            key.verify_hex(&to_sign, &claim.signature),
            canonical,
            to_sign,
        )
    };
    let (matches, canonical, to_sign) = attempt(skip);
    let may_be_late = claim.place == Place::Query && claim.session_token.is_some();
    if matches || (may_be_late && attempt(Skip::SignatureAndToken).0) {
        return Ok(());
    }
    Err(SignatureError::Mismatch {
        canonical_request: text(canonical),
        string_to_sign: text(to_sign),
        access_key: claim.access_key.clone(),
        signature: claim.signature.clone(),
    })
}

/// `host` is always signed, over HTTP/2 perhaps by its name there. S3 wants every `x-amz-*` header signed, and the region set of SigV4a must be, or it
/// could be widened on the way.
fn check_signed_headers(claim: &Claim, req: &RequestParts<'_>) -> Result<(), SignatureError> {
    let is_signed = |name: &str| {
        claim
            .signed_headers
            .binary_search_by(|own| own.as_str().cmp(name))
            .is_ok()
    };
    if !is_signed("host") && !is_signed(AUTHORITY) {
        return Err(SignatureError::HostNotSigned);
    }
    let must = |name: &str| match name {
        "x-amz-region-set" => claim.algorithm == Algorithm::V4a && claim.place == Place::Header,
        "x-amz-content-sha256" => false,
        _ => claim.is_s3() && name.starts_with("x-amz-"),
    };
    let mut unsigned: Vec<String> = req
        .headers
        .keys()
        .map(|name| name.as_str())
        .filter(|name| must(name) && !is_signed(name))
        .map(str::to_owned)
        .collect();
    if unsigned.is_empty() {
        return Ok(());
    }
    unsigned.sort_unstable();
    Err(SignatureError::HeadersNotSigned(unsigned))
}

fn check_body(payload: &PayloadHash, computed: Option<&str>) -> Result<(), SignatureError> {
    match (payload, computed) {
        (PayloadHash::Sha256(client), Some(computed)) if !client.eq_ignore_ascii_case(computed) => {
            Err(SignatureError::BodyHashMismatch {
                client: client.clone(),
                computed: computed.to_owned(),
            })
        }
        _ => Ok(()),
    }
}
