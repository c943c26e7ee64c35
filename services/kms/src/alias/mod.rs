//! Aliases: other names of keys, which may pass from one to another.

mod row;

pub use row::{arn, make, names_of, remove_all, target};

include!(concat!(env!("OUT_DIR"), "/alias.rs"));
