//! Tags of streams and consumers.

pub mod rules;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
