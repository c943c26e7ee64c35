//! Groups of schedules.

pub mod row;

pub use row::{Group, open};

include!(concat!(env!("OUT_DIR"), "/group.rs"));
