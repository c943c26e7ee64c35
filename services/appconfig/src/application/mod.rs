//! Applications: what configurations belong to.

mod row;

pub use row::{Application, find, id_of, open, save};

include!(concat!(env!("OUT_DIR"), "/application.rs"));
