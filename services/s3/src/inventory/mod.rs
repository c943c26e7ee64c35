//! Inventories: lists of a bucket's objects, delivered to another one every day or week.

mod deliver;
mod fields;
mod row;

pub use deliver::reconciler;

include!(concat!(env!("OUT_DIR"), "/inventory.rs"));
