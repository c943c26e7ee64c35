//! Services that are trusted with the organisation, and the members that administer them.

pub mod principal;

include!(concat!(env!("OUT_DIR"), "/delegation.rs"));
