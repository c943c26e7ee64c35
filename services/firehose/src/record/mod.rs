//! Records: how they wait, and how they are put.

pub mod buffer;

include!(concat!(env!("OUT_DIR"), "/record.rs"));
