//! Calls of functions: those that wait for the answer, and those that do not.

mod destination;
pub mod job;
mod later;
pub mod lineage;
mod queue;

pub use destination::{UNHEARD, unheard};
pub use later::{LATER, later, take_up};

include!(concat!(env!("OUT_DIR"), "/invocation.rs"));
