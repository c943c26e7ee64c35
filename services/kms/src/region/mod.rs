//! Keys that are in several Regions.

include!(concat!(env!("OUT_DIR"), "/region.rs"));
