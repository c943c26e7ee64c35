//! Bucket policies.

mod exposed;
mod rules;

pub use exposed::exposed;
pub use rules::{parse, parse_for};

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
