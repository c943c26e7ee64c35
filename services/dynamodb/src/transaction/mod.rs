//! Many items in one call, all or none.

pub mod cancel;
pub mod room;
pub mod step;
pub mod token;

include!(concat!(env!("OUT_DIR"), "/transaction.rs"));
