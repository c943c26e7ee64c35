//! Many items in one call, each for itself.

include!(concat!(env!("OUT_DIR"), "/batch.rs"));
