//! Field indexes: which fields of a group's events `filterIndex` can ask for, and since when.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/index.rs"));
