//! URLs of functions.

mod row;

pub use row::{forget, forget_one};

include!(concat!(env!("OUT_DIR"), "/url.rs"));
