//! Log groups.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/group.rs"));
