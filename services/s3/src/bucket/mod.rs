//! Buckets: one name in a whole partition, one owner, one region.

pub mod location;
pub mod naming;
mod row;

pub use row::{
    Bucket, ENFORCED, PublicAccess, all_of_owner, delete, existing, find, of_owner, open, put,
};

include!(concat!(env!("OUT_DIR"), "/bucket.rs"));
