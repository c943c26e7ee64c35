//! Groups of schedules.

pub mod row;

pub use delete_schedule_group::{EMPTY, empty};
pub use row::{Group, open};

include!(concat!(env!("OUT_DIR"), "/group.rs"));
