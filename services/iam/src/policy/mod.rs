//! Managed policies: an account's own, with versions, and AWS's.

pub mod managed;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
