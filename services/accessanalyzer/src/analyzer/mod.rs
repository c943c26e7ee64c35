//! Analyzers: what is watched over, and for what.

mod arn;
mod checks;
mod configuration;
mod row;
mod tags;

pub use checks::checks;
pub use row::{ALL, ANALYZERS, Analyzer, Exclusion, GLOBAL, at, find, named};

include!(concat!(env!("OUT_DIR"), "/analyzer.rs"));
