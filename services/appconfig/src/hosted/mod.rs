//! Versions of configurations in the hosted store.

mod row;

pub use row::{are_there, content, named};

include!(concat!(env!("OUT_DIR"), "/hosted.rs"));
