//! Scheduled actions: other bounds at a time.

mod clock;
mod row;

pub use clock::{DUE, due_timer};
pub use row::remove_all;

include!(concat!(env!("OUT_DIR"), "/action.rs"));
