//! Tags, of groups and of what else has an ARN.

pub mod rules;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
