//! Event buses: where events come in.

mod policy;
pub mod row;

pub use row::{Bus, exposed, find, open};

include!(concat!(env!("OUT_DIR"), "/bus.rs"));
