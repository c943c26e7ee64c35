//! Settings of an account in a Region.

include!(concat!(env!("OUT_DIR"), "/account.rs"));
