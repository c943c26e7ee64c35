//! Buckets as websites: on host names of their own, for browsers, which nobody signs for.

mod configuration;
mod page;
mod redirect;
mod serve;

pub use serve::{input, operation, run as serve};

include!(concat!(env!("OUT_DIR"), "/website.rs"));

const KIND: &str = "website";
