//! Mobile push: applications of a platform, and the devices they are on.

pub mod attributes;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/platform.rs"));
