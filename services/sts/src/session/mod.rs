//! Temporary credentials, and who holds which.

pub mod issue;
pub mod packed;
pub mod policies;
pub mod tags;

include!(concat!(env!("OUT_DIR"), "/session.rs"));
