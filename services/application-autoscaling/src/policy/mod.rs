//! Scaling policies: capacity follows its use.

mod look;
mod row;
mod wish;

pub use look::{LOOK, look_timer};
pub use row::{remove_all, scales};

include!(concat!(env!("OUT_DIR"), "/policy.rs"));
