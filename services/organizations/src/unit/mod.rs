//! Organisational units: accounts of a kind, in a tree.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/unit.rs"));
