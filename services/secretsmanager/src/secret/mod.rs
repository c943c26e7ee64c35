//! Secrets: making, describing, listing, deleting and restoring them.

mod filters;
mod remove;
pub mod row;
mod show;

pub use filters::fits;
pub use remove::{REMOVE, remove_due};

include!(concat!(env!("OUT_DIR"), "/secret.rs"));
