//! Tags of certificates.

mod rules;

pub use rules::put;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
