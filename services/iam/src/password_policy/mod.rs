//! What passwords of an account's users must be like.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/password_policy.rs"));
