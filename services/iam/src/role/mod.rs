//! IAM roles: identities that others take on for a while.

pub mod row;
pub mod trust;

include!(concat!(env!("OUT_DIR"), "/role.rs"));
