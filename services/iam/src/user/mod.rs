//! IAM users: people and programs with keys of their own.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/user.rs"));
