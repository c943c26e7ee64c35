//! Statements of a topic's policy, added and taken away by their label.

pub mod statement;

include!(concat!(env!("OUT_DIR"), "/permission.rs"));
