//! Metric filters.

pub mod emit;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/metric.rs"));
