//! Lookup tables: values that queries find by those of events.

pub mod body;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/lookup.rs"));
