//! Tags of scalable targets.

pub mod rules;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
