//! Time to live: an attribute that says when an item goes.

pub mod expire;
pub mod expiry;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/ttl.rs"));
