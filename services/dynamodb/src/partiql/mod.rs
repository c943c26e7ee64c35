//! PartiQL: statements that stand for reads and writes of items.

pub mod given;
pub mod select;
pub mod write;

include!(concat!(env!("OUT_DIR"), "/partiql.rs"));
