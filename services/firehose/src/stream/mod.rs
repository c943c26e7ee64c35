//! Delivery streams: their rows, and the operations on them as a whole.

pub mod destination;
pub mod endpoint;
pub mod function;
pub mod remove;
pub mod row;
pub mod show;

include!(concat!(env!("OUT_DIR"), "/stream.rs"));
