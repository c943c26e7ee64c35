//! Archives: events that a bus keeps, to be replayed.

mod kept;
pub mod row;

pub use kept::{EMPTY, EXPIRE, empty, expire, keep, page};
pub use row::Archive;

include!(concat!(env!("OUT_DIR"), "/archive.rs"));
