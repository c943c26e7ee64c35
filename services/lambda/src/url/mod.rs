//! URLs of functions.

mod row;
mod serve;

pub use row::{forget, forget_one};
pub use serve::find_site;

include!(concat!(env!("OUT_DIR"), "/url.rs"));
