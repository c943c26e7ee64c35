//! Log streams.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/stream.rs"));
