//! Parameters: writing, reading, listing and deleting them.

mod draft;
mod filters;
mod public;
mod reference;
pub mod row;
mod show;

include!(concat!(env!("OUT_DIR"), "/parameter.rs"));
