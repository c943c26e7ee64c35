//! Scaling activities: each change of a capacity, and what came of it.

mod row;
mod scale;

pub use row::begin;
pub use scale::{FAILED, SCALE, failed_timer, scale};

include!(concat!(env!("OUT_DIR"), "/activity.rs"));
