//! Tags of functions, event source mappings and code signing configurations.

mod rules;

pub use rules::put;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
