//! Rotation: at once or by a schedule, by a function in four steps.

mod begin;
mod clock;
mod rules;
mod steps;

pub use clock::{DUE, due, unwind, wind};
pub use steps::{FAILED, ROTATE, failed, rotate};

include!(concat!(env!("OUT_DIR"), "/rotation.rs"));
