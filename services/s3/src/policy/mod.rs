//! Bucket policies.

mod rules;

pub use rules::parse;

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
