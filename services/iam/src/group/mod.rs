//! IAM groups: what a policy says of a group holds for each of its members.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/group.rs"));
