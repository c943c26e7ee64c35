//! The organisation itself, and its root.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/organization.rs"));
