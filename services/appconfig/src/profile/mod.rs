//! Configuration profiles: where a configuration lies, and what it must look like.

mod given;
pub mod location;
mod row;

pub use given::key;
pub use row::{Profile, Validator, count, find, id_of, open, save};

include!(concat!(env!("OUT_DIR"), "/profile.rs"));
