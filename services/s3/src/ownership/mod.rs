//! Object ownership: whether access control lists have a say.

include!(concat!(env!("OUT_DIR"), "/ownership.rs"));
