//! How asynchronous calls of a function are tried, and who hears of their outcome.

mod row;

pub use row::{EventConfig, forget, forget_one, of_call};

include!(concat!(env!("OUT_DIR"), "/event_config.rs"));
