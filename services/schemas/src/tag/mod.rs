//! Tags of registries, schemas and discoverers.

mod owner;
mod rules;

pub use owner::tags_of;
pub use rules::put;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
