//! Material that customers bring.

mod expire;
mod token;

pub use expire::{EXPIRE, expire};

include!(concat!(env!("OUT_DIR"), "/import.rs"));
