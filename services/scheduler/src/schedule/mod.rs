//! Schedules: when, and what is called then.

mod clock;
mod read;
pub mod row;

pub use clock::{DUE, due, remove};
pub use row::Schedule;

include!(concat!(env!("OUT_DIR"), "/schedule.rs"));
