//! Block Public Access.

include!(concat!(env!("OUT_DIR"), "/access.rs"));
