//! Reading many items: by a partition key, or all of them, from a table or an index.

pub mod asked;
pub mod choice;
pub mod cursor;
pub mod page;
pub mod rule;
pub mod source;
pub mod start;

include!(concat!(env!("OUT_DIR"), "/read.rs"));
