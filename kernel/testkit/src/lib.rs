//! What services' tests stand on: a whole cloud in memory and clients that walk the one path.

mod client;
pub mod functions;
pub mod laws;
pub mod metrics;
mod no_identity;
mod node;
pub mod packages;
pub mod story;
mod world;

pub use haneul_compute::launcher_before_main;

pub use client::{ACCOUNT, Client, REGION, TestCloud};
pub use no_identity::NoIdentity;
pub use node::node;
pub use world::{World, text};
