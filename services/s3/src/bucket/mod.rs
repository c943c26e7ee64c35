//! Buckets: one name in a whole partition, one owner, one region.

pub mod configured;
pub mod location;
pub mod naming;
mod row;
pub mod scheduled;
mod second_factor;

pub use row::{
    Bucket, DefaultRetention, ENFORCED, LockMode, ObjectLock, Period, PublicAccess, Versioning,
    all_of, all_of_owner, delete, existing, find, find_in, look, of_owner, open, put,
};

pub use second_factor::{check as check_second_factor, show as show_second_factor};

include!(concat!(env!("OUT_DIR"), "/bucket.rs"));
