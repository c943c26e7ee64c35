//! How asynchronous calls of a function are tried, and who hears of their outcome.

mod row;

pub use row::{forget, forget_one};

include!(concat!(env!("OUT_DIR"), "/event_config.rs"));
