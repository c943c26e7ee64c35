//! Sessions of the root user of another account, for one task.

pub mod task;

include!(concat!(env!("OUT_DIR"), "/root.rs"));
