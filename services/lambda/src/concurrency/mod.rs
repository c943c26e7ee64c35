//! How many runs of a function there may be at once: reserved ones, and ones kept ready.

mod ready;
mod row;

pub use ready::{READY, keep, moved, ready, refill};
pub use row::{forget, forget_one};

include!(concat!(env!("OUT_DIR"), "/concurrency.rs"));
