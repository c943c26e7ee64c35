//! Tables: their rows, and the operations on them as a whole.

pub mod billing;
pub mod kms;
pub mod parse;
pub mod row;
pub mod show;
pub mod usage;

pub use row::Found;

include!(concat!(env!("OUT_DIR"), "/table.rs"));
