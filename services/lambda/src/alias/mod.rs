//! Aliases: names of versions, that may share the calls among two.

mod row;

pub use row::{find, forget, of_version, weighted};

include!(concat!(env!("OUT_DIR"), "/alias.rs"));
