//! Policies of streams and consumers.

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
