//! Intelligent-Tiering: which tier an object of that class is in, and the optional archives.

mod access;
mod row;
mod tell;
mod tier;

pub use access::note;
pub use row::{Archive, Rule, all};
pub use tell::{reconciler, watch};
pub use tier::{Tier, tier, tier_of};

include!(concat!(env!("OUT_DIR"), "/intelligent_tiering.rs"));
