//! Bytes on their way in and out: hashed, checked, and never held whole.

mod blob_source;
mod checksum;
mod digest;
mod hashing;
mod plan;
mod receive;
mod send;

pub use checksum::{Algorithm, Checksum, Kind, composite, whole_of_parts};
pub use digest::{decode, encode, etag_of_parts};
pub use plan::{Plan, parse as parse_algorithm};
pub use receive::{Data, Incoming, Received, Rest, receive};
pub use send::{Piece, Source, open};

pub(crate) use checksum::{given_checksums, show_checksum};

use haneul_blob::BlobError;
use haneul_pipeline::AwsError;

/// What went wrong with a blob, as the client is told.
pub fn failure(error: BlobError) -> AwsError {
    match error {
        BlobError::Full => AwsError::new(
            "ServiceUnavailable",
            "The disk that holds the cloud's data is full; nothing was changed.",
        )
        .status(503),
        BlobError::Unavailable(_) => {
            tracing::error!("blob: {error}");
            AwsError::new(
                "ServiceUnavailable",
                "The place that holds the objects' bytes does not answer; nothing was changed. \
                 Please try again.",
            )
            .status(503)
        }
        other => {
            tracing::error!("blob: {other}");
            AwsError::new(
                "InternalError",
                "We encountered an internal error. Please try again.",
            )
            .status(500)
        }
    }
}
