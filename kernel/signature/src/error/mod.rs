//! What can be wrong with a signature.

mod code;
mod details;
mod message;
mod s3_message;

use base64::Engine;

use crate::digest::sha256;

/// A fault in a request's signature, with what an answer in AWS's words needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(ErrorStyle::Query))]
pub enum SignatureError {
    /// The request had to be signed and is not. [`crate::claim`] does not return it: the caller decides.
    MissingToken,
    /// The `Authorization` header or the query lacks a part; the text is what services other than S3 say.
    Incomplete(String),
    /// Neither `X-Amz-Date` nor `Date`; the text is what services other than S3 say.
    MissingDate(String),
    MalformedDate(String),
    MalformedCredential(String),
    MalformedScopeDate(String),
    WrongTerminator(String),
    ScopeDateMismatch {
        scope_date: String,
        amz_date: String,
    },
    /// For callers: the credential is scoped to another region.
    WrongRegion {
        got: String,
        expected: String,
    },
    /// For callers: the credential is scoped to another service.
    WrongService {
        got: String,
        expected: String,
    },
    /// An `AWS4-…` algorithm that does not exist.
    UnsupportedAlgorithm(String),
    /// An `Authorization` header that is not AWS's, such as `Bearer`.
    UnsupportedScheme {
        scheme: String,
        message: String,
    },
    /// Signature version 2.
    V2Unsupported,
    /// Both a header and a query signature.
    TwoMechanisms,
    BadPresignedExpiry(BadExpiry),
    HostNotSigned,
    /// Headers that had to be signed and were not.
    HeadersNotSigned(Vec<String>),
    InvalidContentSha256(String),
    /// No hash of the body was named, and none was given to [`crate::verify`].
    MissingContentSha256,
    /// The signature is not the one the secret gives.
    Mismatch {
        canonical_request: String,
        string_to_sign: String,
        access_key: String,
        signature: String,
    },
    /// A chunk's or trailer's signature is not the one the secret gives.
    ChunkMismatch {
        string_to_sign: String,
        signature: String,
    },
    /// The body is not the one whose hash was announced.
    BodyHashMismatch {
        client: String,
        computed: String,
    },
    /// The body ended early or its decoded length is not the announced one.
    IncompleteBody,
    /// The framing of an `aws-chunked` body is broken.
    MalformedChunk(&'static str),
    /// A chunk before the last one is smaller than S3 allows.
    ChunkTooSmall {
        chunk: u64,
        size: u64,
    },
    MalformedTrailer,
    /// For callers: nobody has that access key.
    UnknownAccessKey(String),
    /// For callers: the session token does not belong to the access key or cannot be read.
    InvalidToken,
    /// For callers: the session is over.
    ExpiredToken,
    /// For callers: signed too long ago. Both moments as `yyyyMMdd'T'HHmmss'Z'`.
    Expired {
        amz_date: String,
        limit: String,
        now: String,
    },
    /// For callers: signed in the future.
    NotYetCurrent {
        amz_date: String,
        limit: String,
        now: String,
    },
    /// For callers: a presigned URL past its time.
    PresignedExpired,
    /// A fault inside the query parameters rather than the header.
    InQuery(Box<SignatureError>),
    /// A browser form lacks a field it needs.
    MissingFormField(&'static str),
    /// No P-256 key could be derived. Does not happen in practice.
    KeyDerivation,
    /// A signed chunked body was to be decoded without a seed: a mistake of the caller.
    MissingSeed,
    /// A signer was given something that does not fit in a header.
    Unsignable(&'static str),
}

/// What is wrong with `X-Amz-Expires`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadExpiry {
    NotANumber,
    Negative,
    TooLong,
}

/// Whose error codes an answer uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorStyle {
    S3,
    /// Query services such as IAM, STS, SQS and SNS.
    Query,
    Ec2,
    /// JSON 1.0, JSON 1.1 and CBOR services, which answer 400.
    Json,
    /// REST services with JSON, which answer 403.
    RestJson,
}

/// The way AWS shows a part of a request without showing it.
pub(crate) fn hashed(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(sha256(text.as_bytes()))
}
