//! Destinations: what groups of other accounts may subscribe to.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/destination.rs"));
