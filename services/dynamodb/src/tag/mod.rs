//! Tags of tables.

pub mod rules;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
