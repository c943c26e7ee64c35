//! Targets: where events of a rule go, and what of them.

mod check;
pub mod input;
mod row;

pub use row::{Http, Input, Target};

include!(concat!(env!("OUT_DIR"), "/target.rs"));
