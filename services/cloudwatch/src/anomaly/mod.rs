//! Anomaly detection: what is to be expected of a metric, and how that is learned.

mod given;
mod learn;
mod row;
mod show;
mod subject;

pub use learn::model;
pub use row::ensure;

include!(concat!(env!("OUT_DIR"), "/anomaly.rs"));
