//! Resources that an analyzer of external access has looked at.

mod row;

pub use row::{Analyzed, all, delete, forget, save};

include!(concat!(env!("OUT_DIR"), "/resource.rs"));
