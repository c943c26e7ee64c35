//! Policies of tables.

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
