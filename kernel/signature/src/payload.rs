//! What a request says about its body.

use crate::algorithm::Algorithm;
use crate::chunked::ChunkedKind;
use crate::digest::is_sha256_hex;
use crate::error::SignatureError;

/// The meaning of `x-amz-content-sha256`, or of its absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadHash {
    /// The body's SHA-256 in hexadecimal, as the client wrote it.
    Sha256(String),
    /// The body is not covered by the signature.
    Unsigned,
    /// `aws-chunked`, each chunk signed.
    StreamingSigned,
    /// `aws-chunked`, each chunk and the trailer signed.
    StreamingSignedTrailer,
    /// `aws-chunked` without signatures, with a trailer.
    StreamingUnsignedTrailer,
    /// `aws-chunked`, each chunk signed with SigV4a.
    StreamingSignedV4a,
    /// `aws-chunked`, each chunk and the trailer signed with SigV4a.
    StreamingSignedV4aTrailer,
    /// An event stream whose messages carry their own signatures.
    StreamingEvents,
    /// Nothing was said: the hash has to be computed from the body.
    Missing,
}

impl PayloadHash {
    /// Reads the value of `x-amz-content-sha256`.
    pub fn parse(text: &str) -> Result<PayloadHash, SignatureError> {
        Ok(match text {
            "UNSIGNED-PAYLOAD" => PayloadHash::Unsigned,
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => PayloadHash::StreamingSigned,
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => PayloadHash::StreamingSignedTrailer,
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => PayloadHash::StreamingUnsignedTrailer,
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" => PayloadHash::StreamingSignedV4a,
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" => {
                PayloadHash::StreamingSignedV4aTrailer
            }
            "STREAMING-AWS4-HMAC-SHA256-EVENTS" => PayloadHash::StreamingEvents,
            _ if is_sha256_hex(text) => PayloadHash::Sha256(text.to_owned()),
            _ => return Err(SignatureError::InvalidContentSha256(text.to_owned())),
        })
    }

    /// The text that stands in the header and in the canonical request. Empty for [`PayloadHash::Missing`].
    pub fn as_str(&self) -> &str {
        match self {
            PayloadHash::Sha256(hash) => hash,
            PayloadHash::Unsigned => "UNSIGNED-PAYLOAD",
            PayloadHash::StreamingSigned => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            PayloadHash::StreamingSignedTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            PayloadHash::StreamingUnsignedTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            PayloadHash::StreamingSignedV4a => "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            PayloadHash::StreamingSignedV4aTrailer => {
                "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"
            }
            PayloadHash::StreamingEvents => "STREAMING-AWS4-HMAC-SHA256-EVENTS",
            PayloadHash::Missing => "",
        }
    }

    /// Reads the value and sees to it that chunks are signed the way the request is.
    pub(crate) fn parse_for(
        algorithm: Algorithm,
        text: &str,
    ) -> Result<PayloadHash, SignatureError> {
        let payload = PayloadHash::parse(text)?;
        let signed_with = ChunkedKind::of(&payload).and_then(ChunkedKind::algorithm);
        if signed_with.is_some_and(|own| own != algorithm) {
            return Err(SignatureError::InvalidContentSha256(text.to_owned()));
        }
        Ok(payload)
    }

    /// Whether the body is framed in `aws-chunked` pieces.
    pub fn is_chunked(&self) -> bool {
        ChunkedKind::of(self).is_some()
    }
}
