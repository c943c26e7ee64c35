//! API destinations: addresses outside of the cloud that are told of events.

mod answer;
pub mod invoke;
mod rate;
mod request;
pub mod row;
pub mod url;

include!(concat!(env!("OUT_DIR"), "/destination.rs"));
