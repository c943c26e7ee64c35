//! Policies of keys: the root of all authority over a key.

mod rules;

pub use rules::{check_new, unasked};

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
