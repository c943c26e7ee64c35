//! Streams of Kinesis that are told of a table's changes.

pub mod row;
pub mod send;

include!(concat!(env!("OUT_DIR"), "/destination.rs"));
