//! Discoverers: who looks at the events of a bus, and writes down what they look like.

pub mod row;
mod rule;
mod see;

pub use row::arn;
pub use see::{DISCOVER, discover};

include!(concat!(env!("OUT_DIR"), "/discoverer.rs"));
