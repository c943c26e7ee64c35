//! What services' tests stand on: a whole cloud in memory and clients that walk the one path.

mod client;
mod no_identity;

pub use client::{ACCOUNT, Client, REGION, TestCloud};
pub use no_identity::NoIdentity;
