//! Queues: their rows, their attributes, and the operations on them as a whole.

pub mod attributes;
pub mod count;
pub mod page;
pub mod redrive;
pub mod remove;
pub mod row;
pub mod show;

pub use row::{Found, Queue};

include!(concat!(env!("OUT_DIR"), "/queue.rs"));
