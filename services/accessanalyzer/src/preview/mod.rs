//! Access previews: what an analyzer would find if a resource were as proposed.

mod configuration;
mod forgotten;
mod look;
mod row;

pub use forgotten::forget;

include!(concat!(env!("OUT_DIR"), "/preview.rs"));
