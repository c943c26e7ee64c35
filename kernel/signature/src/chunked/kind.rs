//! The kinds of `aws-chunked` bodies.

use crate::algorithm::Algorithm;
use crate::payload::PayloadHash;

/// What is signed in an `aws-chunked` body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkedKind {
    Signed,
    SignedTrailer,
    UnsignedTrailer,
    SignedV4a,
    SignedV4aTrailer,
}

impl ChunkedKind {
    /// The kind a request's `x-amz-content-sha256` names, if it names one.
    pub fn of(payload: &PayloadHash) -> Option<ChunkedKind> {
        match payload {
            PayloadHash::StreamingSigned => Some(ChunkedKind::Signed),
            PayloadHash::StreamingSignedTrailer => Some(ChunkedKind::SignedTrailer),
            PayloadHash::StreamingUnsignedTrailer => Some(ChunkedKind::UnsignedTrailer),
            PayloadHash::StreamingSignedV4a => Some(ChunkedKind::SignedV4a),
            PayloadHash::StreamingSignedV4aTrailer => Some(ChunkedKind::SignedV4aTrailer),
            _ => None,
        }
    }

    /// The algorithm of the chunks' signatures; none for the unsigned kind.
    pub fn algorithm(self) -> Option<Algorithm> {
        match self {
            ChunkedKind::Signed | ChunkedKind::SignedTrailer => Some(Algorithm::V4),
            ChunkedKind::SignedV4a | ChunkedKind::SignedV4aTrailer => Some(Algorithm::V4a),
            ChunkedKind::UnsignedTrailer => None,
        }
    }

    pub(super) fn has_trailer(self) -> bool {
        !matches!(self, ChunkedKind::Signed | ChunkedKind::SignedV4a)
    }

    pub(super) fn is_signed(self) -> bool {
        self.algorithm().is_some()
    }
}
