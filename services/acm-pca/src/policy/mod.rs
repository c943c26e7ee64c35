//! Policies of authorities.

mod row;

pub use row::{of, remove};

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
