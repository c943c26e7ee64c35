//! Live Tail: events as they come.

pub mod news;

include!(concat!(env!("OUT_DIR"), "/tail.rs"));
