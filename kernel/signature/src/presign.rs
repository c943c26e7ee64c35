//! Signing a URL.

use http::{HeaderMap, Method};

use crate::algorithm::Algorithm;
use crate::canonical::{RequestParts, is_s3, push_encoded};
use crate::date::format_amz_date;
use crate::digest::{is_sha256_hex, text};
use crate::error::SignatureError;
use crate::payload::PayloadHash;
use crate::sign::{Signer, hash_text, names_to_sign};

/// Signs a request in its query and gives the whole new query. `headers` holds at least `host`; all of them have to
/// be sent along.
///
/// S3 expects [`PayloadHash::Unsigned`]; any other choice is named in the query.
pub fn presign(
    signer: &Signer<'_>,
    method: &Method,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    expires: u64,
    payload: &PayloadHash,
) -> Result<String, SignatureError> {
    let amz_date = format_amz_date(signer.time);
    let signed = names_to_sign(headers);
    let credential = format!("{}/{}", signer.access_key, signer.scope(&amz_date[..8]));
    let payload = hash_text(payload);
    let mut out = query.as_bytes().to_vec();
    push(&mut out, "X-Amz-Algorithm", signer.algorithm.name());
    push(&mut out, "X-Amz-Credential", &credential);
    push(&mut out, "X-Amz-Date", &amz_date);
    push(&mut out, "X-Amz-Expires", &expires.to_string());
    push(&mut out, "X-Amz-SignedHeaders", &signed.join(";"));
    if let Some(token) = signer.session_token {
        push(&mut out, "X-Amz-Security-Token", token);
    }
    if signer.algorithm == Algorithm::V4a {
        push(&mut out, "X-Amz-Region-Set", signer.region);
    }
    if must_name(signer.service, payload) {
        push(&mut out, "X-Amz-Content-Sha256", payload);
    }
    let unsigned = text(out);
    let seed = signer.seed(
        &RequestParts::new(method, path, &unsigned, headers),
        &signed,
        payload,
        amz_date,
    )?;
    let mut out = unsigned.into_bytes();
    push(&mut out, "X-Amz-Signature", &seed.signature);
    Ok(text(out))
}

/// Whether the payload is another than a server would assume.
fn must_name(service: &str, payload: &str) -> bool {
    if is_s3(service) {
        payload != PayloadHash::Unsigned.as_str()
    } else {
        !is_sha256_hex(payload)
    }
}

fn push(out: &mut Vec<u8>, name: &str, value: &str) {
    if !out.is_empty() {
        out.push(b'&');
    }
    out.extend_from_slice(name.as_bytes());
    out.push(b'=');
    push_encoded(out, value);
}
