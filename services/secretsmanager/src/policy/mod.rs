//! Policies of secrets: whom they let in.

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
