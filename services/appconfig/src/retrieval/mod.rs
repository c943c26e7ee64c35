//! What clients are given: fetched from where it lies when it is deployed, and read by them after.

mod fetch;
mod pick;

pub use fetch::{Fetched, fetch};
pub use pick::{Picked, pick};

include!(concat!(env!("OUT_DIR"), "/retrieval.rs"));
