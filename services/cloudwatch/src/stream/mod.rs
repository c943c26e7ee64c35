//! Metric streams: what is put goes to delivery streams of Amazon Data Firehose, a minute later.

mod deliver;
mod filter;
mod format;
mod pending;
mod row;

pub use deliver::{DELIVER, deliver};
pub use pending::{Put, note, running};
pub use row::{Stream, arn, find, name_of, save};

/// The service as whom the role of a stream is assumed.
pub const PRINCIPAL: &str = "streams.metrics.cloudwatch.amazonaws.com";

include!(concat!(env!("OUT_DIR"), "/stream.rs"));
