//! Access control lists, as far as they say what is so anyway: everything is its owner's.

mod identity;
mod rules;

pub use identity::{canonical_id, grant_to_owner, initiator, owner, shown_initiator};

include!(concat!(env!("OUT_DIR"), "/acl.rs"));
