//! Replication: what is new in a bucket is copied to others, in the same Region or another, as the
//! role that the bucket's owner passed to S3. Copies are calls in the outbox, written with the
//! change that causes them, so none is lost.

mod begin;
mod copy;
mod marker;
mod read;
mod refused;
mod row;
mod status;

pub use begin::{again, begin, begin_marker};
pub use copy::{REPLICA, copy, is_replica};
pub use marker::mark;
pub use read::is_role;
pub use refused::refused;
pub use row::of;
pub use status::Replication;

/// The timer that a refused copy sets off.
pub const FAILED: &str = "replication-refused";

include!(concat!(env!("OUT_DIR"), "/replication.rs"));
