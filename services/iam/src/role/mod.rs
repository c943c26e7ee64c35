//! IAM roles: identities that others take on for a while.

mod exposed;
pub mod row;
pub mod trust;

pub use exposed::exposed;

include!(concat!(env!("OUT_DIR"), "/role.rs"));
