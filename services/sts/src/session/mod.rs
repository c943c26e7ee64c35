//! Temporary credentials, and who holds which.

pub mod federated;
pub mod issue;
pub mod names;
pub mod packed;
pub mod policies;
pub mod role_check;
pub mod role_session;
pub mod second_factor;
pub mod tags;

include!(concat!(env!("OUT_DIR"), "/session.rs"));
