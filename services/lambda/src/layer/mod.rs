//! Layers: packages that functions share, in versions that never change.

mod row;
mod show;

pub use policy::policy_of;
pub use row::{LayerNamed, used};

include!(concat!(env!("OUT_DIR"), "/layer.rs"));
