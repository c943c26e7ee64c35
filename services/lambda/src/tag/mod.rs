//! Tags of functions and code signing configurations.

mod rules;

pub use rules::put;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
