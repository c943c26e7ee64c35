//! Replays: events of an archive go to its bus once more.

mod row;
mod step;

pub use step::{STEP, step};

include!(concat!(env!("OUT_DIR"), "/replay.rs"));
