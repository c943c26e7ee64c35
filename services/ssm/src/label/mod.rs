//! Labels of versions.

include!(concat!(env!("OUT_DIR"), "/label.rs"));
