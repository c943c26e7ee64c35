//! Topics: their rows, their attributes, and the operations on them as a whole.

pub mod attributes;
pub mod policy;
pub mod remove;
pub mod row;
pub mod show;

pub use row::{Found, Topic};

include!(concat!(env!("OUT_DIR"), "/topic.rs"));
