//! The organisation's resource policy, which lets members manage its policies.

pub mod document;

include!(concat!(env!("OUT_DIR"), "/resource_policy.rs"));
