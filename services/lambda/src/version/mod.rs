//! Versions: what a function was when it was published.

mod publish;

pub use publish::publish;

include!(concat!(env!("OUT_DIR"), "/version.rs"));
