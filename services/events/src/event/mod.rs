//! Events: what comes in, and where it goes from there.

mod ingest;
mod row;

pub use ingest::ingest;
pub use row::Event;

include!(concat!(env!("OUT_DIR"), "/event.rs"));
