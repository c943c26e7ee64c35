//! What services' tests stand on: a whole cloud in memory and clients that walk the one path.

mod client;
pub mod laws;
mod no_identity;
pub mod story;
mod world;

pub use client::{ACCOUNT, Client, REGION, TestCloud};
pub use no_identity::NoIdentity;
pub use world::{World, text};
