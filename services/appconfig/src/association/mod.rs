//! Associations: what an extension watches over.

mod row;
mod values;

pub use row::{Association, all, find, of, on, save};

include!(concat!(env!("OUT_DIR"), "/association.rs"));
