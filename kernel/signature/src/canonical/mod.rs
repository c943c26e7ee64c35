//! The canonical request: one byte string for every way of writing the same request.

mod encode;
mod headers;
mod path;
mod query;

use http::{HeaderMap, Method};

pub(crate) use encode::push_encoded;
pub(crate) use headers::{AUTHORITY, push_value};
pub(crate) use query::{Skip, pairs};

use crate::algorithm::Algorithm;
use crate::digest::{push_hex, sha256};

/// How the path of a request enters its canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// S3: encoded once, taken as it is. An object's key may hold `//` or `..`.
    Plain,
    /// Everything else: dot segments and double slashes removed, then encoded again.
    Normalized,
    /// Encoded again, but not normalised.
    Doubled,
}

impl PathStyle {
    /// The style of the service with that signing name.
    pub fn for_service(service: &str) -> PathStyle {
        if is_s3(service) {
            PathStyle::Plain
        } else {
            PathStyle::Normalized
        }
    }
}

/// Whether S3's rules hold for that signing name.
pub(crate) fn is_s3(service: &str) -> bool {
    matches!(
        service,
        "s3" | "s3express" | "s3-object-lambda" | "s3-outposts"
    )
}

/// The parts of a request that a signature covers, as they came over the wire.
#[derive(Clone, Copy, Debug)]
pub struct RequestParts<'a> {
    pub method: &'a Method,
    /// The path, not decoded.
    pub path: &'a str,
    /// The query without its question mark, not decoded.
    pub query: &'a str,
    /// The headers. Over HTTP/2 the caller adds `host` from `:authority`.
    pub headers: &'a HeaderMap,
    /// Overrides the style that follows from the service.
    pub path_style: Option<PathStyle>,
}

impl<'a> RequestParts<'a> {
    /// Parts whose path style follows from the service.
    pub fn new(
        method: &'a Method,
        path: &'a str,
        query: &'a str,
        headers: &'a HeaderMap,
    ) -> RequestParts<'a> {
        RequestParts {
            method,
            path,
            query,
            headers,
            path_style: None,
        }
    }

    pub(crate) fn canonical(
        &self,
        service: &str,
        signed: &[String],
        payload: &str,
        skip: Skip,
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(512 + self.query.len());
        out.extend_from_slice(self.method.as_str().as_bytes());
        out.push(b'\n');
        path::push_path(
            &mut out,
            self.path,
            self.path_style
                .unwrap_or_else(|| PathStyle::for_service(service)),
        );
        out.push(b'\n');
        query::push_query(&mut out, self.query, skip);
        out.push(b'\n');
        headers::push_headers(&mut out, self.headers, signed);
        out.push(b'\n');
        headers::push_names(&mut out, signed);
        out.push(b'\n');
        out.extend_from_slice(payload.as_bytes());
        out
    }
}

/// The text that is signed: algorithm, moment, scope and the hash of the canonical request.
pub(crate) fn string_to_sign(
    algorithm: Algorithm,
    amz_date: &str,
    scope: &str,
    canonical: &[u8],
) -> Vec<u8> {
    let mut out = Vec::with_capacity(180);
    for line in [algorithm.name(), amz_date, scope] {
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
    push_hex(&mut out, sha256(canonical).as_ref());
    out
}
