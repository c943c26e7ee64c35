//! Why an object store cannot be used, and what to do about it.

use super::address::Address;
use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the address {address} cannot be used: {why}. An address looks like \
         s3://bucket/prefix?endpoint=http://host:port&region=us-east-1"
    )]
    Address { address: String, why: String },
    #[error(
        "a client of object stores cannot be made: {why}. For https this host needs the \
         certificates of the authorities it trusts (usually a package called ca-certificates), or \
         a file of them named by SSL_CERT_FILE"
    )]
    Client { why: String },
    #[error(
        "there are no keys for the object store. Set HANEUL_BLOBS_ACCESS_KEY_ID and \
         HANEUL_BLOBS_SECRET_ACCESS_KEY, or name a file that has them with credentials=/path in \
         the address"
    )]
    NoKeys,
    #[error(
        "the keys for the object store cannot be read from {path}: {why}. It needs the lines \
         aws_access_key_id = … and aws_secret_access_key = …"
    )]
    KeyFile { path: String, why: String },
    #[error(
        "the object store at {endpoint} cannot be reached: {why}. Is it running, and are host and \
         port right?"
    )]
    Unreachable { endpoint: String, why: String },
    #[error(
        "the certificate of the object store at {endpoint} is not trusted: {why}. Add who signed \
         it to the authorities this host trusts, or name a file of them in SSL_CERT_FILE"
    )]
    Certificate { endpoint: String, why: String },
    #[error(
        "the object store at {endpoint} does not accept the keys: {why}. Check \
         HANEUL_BLOBS_ACCESS_KEY_ID and HANEUL_BLOBS_SECRET_ACCESS_KEY, or the file that \
         credentials= names"
    )]
    WrongKeys { endpoint: String, why: String },
    #[error(
        "the keys are not allowed to write, read and delete in the bucket {bucket}: {why}. They \
         need s3:PutObject, s3:GetObject, s3:DeleteObject, s3:AbortMultipartUpload and \
         s3:ListBucket"
    )]
    NotAllowed { bucket: String, why: String },
    #[error(
        "the object store at {endpoint} has no bucket {bucket}. Make it first, such as with \
         `aws s3 mb s3://{bucket} --endpoint-url {endpoint}`"
    )]
    NoBucket { bucket: String, endpoint: String },
    #[error(
        "the bucket {bucket} is not in the Region {region}: {why}. Say the right one with region= \
         in the address"
    )]
    OtherRegion {
        bucket: String,
        region: String,
        why: String,
    },
    #[error(
        "the clock of this host and that of the object store at {endpoint} are too far apart for \
         it to accept requests. Set them right"
    )]
    Clock { endpoint: String },
    #[error("the object store at {endpoint} does not work as it should: {why}")]
    Other { endpoint: String, why: String },
}

impl OpenError {
    pub(super) fn client(error: &Error) -> Self {
        Self::Client { why: root(error) }
    }

    pub(super) fn explain(address: &Address, error: &Error) -> Self {
        let endpoint = match &address.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => format!("https://s3.{}.amazonaws.com", address.region),
        };
        let bucket = address.bucket.clone();
        let text = error.to_string();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if let Some(why) = unreachable(error) {
            return match why.contains("certificate") {
                true => Self::Certificate { endpoint, why },
                false => Self::Unreachable { endpoint, why },
            };
        }
        let why = message(&text);
        if says(&["RequestTimeTooSkewed"]) {
            return Self::Clock { endpoint };
        }
        if says(&["NoSuchBucket"]) {
            return Self::NoBucket { bucket, endpoint };
        }
        if says(&[
            "AuthorizationHeaderMalformed",
            "PermanentRedirect",
            "without LOCATION",
        ]) {
            let region = address.region.clone();
            return Self::OtherRegion {
                bucket,
                region,
                why,
            };
        }
        if says(&[
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
        ]) || matches!(error, Error::Unauthenticated { .. })
        {
            return Self::WrongKeys { endpoint, why };
        }
        match error {
            Error::PermissionDenied { .. } => Self::NotAllowed { bucket, why },
            _ => Self::Other { endpoint, why },
        }
    }
}

/// Why no answer came, if none did.
fn unreachable(error: &Error) -> Option<String> {
    use std::error::Error as _;
    let mut cause = error.source();
    while let Some(now) = cause {
        if let Some(http) = now.downcast_ref::<HttpError>() {
            let silent = http.kind() != HttpErrorKind::Decode;
            return silent.then(|| root(http));
        }
        cause = now.source();
    }
    None
}

/// The innermost cause says most: that a connection was refused, or a name is unknown.
fn root(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => root(source),
        None => error.to_string(),
    }
}

/// The store's own message, where it gave one.
fn message(text: &str) -> String {
    let between = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once('<')?.0)
    };
    match (between("Code"), between("Message")) {
        (Some(code), Some(message)) => format!("{code}, {}", message.trim_end_matches('.')),
        (Some(code), None) => code.to_owned(),
        _ => text.trim_end_matches('.').to_owned(),
    }
}
