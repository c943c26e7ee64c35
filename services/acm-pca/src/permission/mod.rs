//! What ACM may do with an authority by itself.

mod row;

pub use row::{all, remove_all};

include!(concat!(env!("OUT_DIR"), "/permission.rs"));
