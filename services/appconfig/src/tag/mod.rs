//! Tags of everything that has an ARN.

mod owner;
mod rules;

pub use owner::tags_of;
pub use rules::fresh;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));
