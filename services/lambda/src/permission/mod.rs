//! Whom the policies of functions let in.

mod row;

pub use row::{forget, forget_one, policy_of};

include!(concat!(env!("OUT_DIR"), "/permission.rs"));
