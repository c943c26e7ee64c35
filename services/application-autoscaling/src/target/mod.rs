//! Scalable targets: what is scaled, and between which bounds.

mod row;
mod scale;

pub use row::{TARGETS, Target, by_arn, find, open, save};
pub use scale::{fit, set};

include!(concat!(env!("OUT_DIR"), "/target.rs"));
