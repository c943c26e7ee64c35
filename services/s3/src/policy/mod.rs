//! Bucket policies.

mod exposed;
mod rules;

pub use exposed::exposed;
pub use rules::parse;

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
