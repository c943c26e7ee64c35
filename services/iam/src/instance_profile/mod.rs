//! Instance profiles: how a role gets to an instance.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/instance_profile.rs"));
