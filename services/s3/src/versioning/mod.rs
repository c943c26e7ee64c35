//! Whether a bucket keeps versions.

include!(concat!(env!("OUT_DIR"), "/versioning.rs"));
