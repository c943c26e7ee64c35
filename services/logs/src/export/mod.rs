//! Export tasks: events of a group as objects of a bucket.

pub mod execute;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/export.rs"));
