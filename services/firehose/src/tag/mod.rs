//! Tags of delivery streams.

pub mod rules;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
