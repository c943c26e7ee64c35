//! Who pays for requests to a bucket.

mod charged;

pub use charged::{check, with_charge};

include!(concat!(env!("OUT_DIR"), "/payment.rs"));
