//! Streams: their rows, and the operations on them as a whole.

pub mod layout;
pub mod page;

pub mod row;
pub mod show;

pub use row::Found;

include!(concat!(env!("OUT_DIR"), "/stream.rs"));
