//! Server access logs: a line for each request to a bucket, in objects of another one.
//!
//! What a request leads to is known when it has been answered. Until then its call keeps the draft of
//! the line, which is made where the bucket's row says that somebody wants it; buckets without logs
//! cost nothing. Lines wait in memory for about a second, then in the store, and are put where they
//! belong every few minutes.

mod buffer;
mod deliver;
mod line;
mod names;
mod rules;
mod target;
mod watch;

pub use buffer::flush;
pub use deliver::reconciler;
pub use rules::{ABORTED, EXPIRED, MARKED, moved, note};
pub use watch::{DeletedKey, watch, watch_by, watch_copy, watch_deletions};

/// Of configurations, in the bucket's row.
const KIND: &str = "logging";

include!(concat!(env!("OUT_DIR"), "/logging.rs"));
