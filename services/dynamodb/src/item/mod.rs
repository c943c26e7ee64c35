//! Items: how they are kept, read and changed.

pub mod asked;
pub mod capacity;
pub mod change;
pub mod collection;
pub mod expressions;
pub mod key;
pub mod open;
pub mod pack;
pub mod row;
pub mod stale;
pub mod throttle;
pub mod write;

include!(concat!(env!("OUT_DIR"), "/item.rs"));
