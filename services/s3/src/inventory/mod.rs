//! Inventories: lists of a bucket's objects, delivered to another one every day or week.

mod deliver;
mod fields;
mod row;

pub use deliver::{KEY, reconciler};
pub use fields::date;

include!(concat!(env!("OUT_DIR"), "/inventory.rs"));
