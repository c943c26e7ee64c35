//! Schemas and their versions.

mod content;
mod export;
mod row;

pub use row::{DISCOVERED_TYPE, Schema, add, arn, digest, find, names, save};

include!(concat!(env!("OUT_DIR"), "/schema.rs"));
