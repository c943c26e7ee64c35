//! Subscription filters: what a pattern fits goes on to a stream, a delivery stream or a function.

pub mod payload;
pub mod row;
pub mod send;
pub mod target;

include!(concat!(env!("OUT_DIR"), "/subscription.rs"));
