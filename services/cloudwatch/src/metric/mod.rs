//! Metrics: what was put, where it lies, and how it is listed.

mod compaction;
mod datum;
mod packed;
mod points;
mod row;
mod sweeping;
pub mod unit;

pub use compaction::compact;
pub use packed::Packed;
pub use points::{Window, read};
pub use row::{Identity, METRICS, identity, pairs};
pub use sweeping::sweep;

include!(concat!(env!("OUT_DIR"), "/metric.rs"));
