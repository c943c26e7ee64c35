//! Functions.

mod change;
mod config;
mod role;
pub mod row;
pub mod show;

pub use config::Said;

include!(concat!(env!("OUT_DIR"), "/function.rs"));
