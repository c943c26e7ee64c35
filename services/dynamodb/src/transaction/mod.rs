//! Many items in one call, all or none.

pub mod cancel;
pub mod room;
pub mod step;
pub mod token;
pub mod work;

include!(concat!(env!("OUT_DIR"), "/transaction.rs"));
