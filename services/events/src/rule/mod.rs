//! Rules: which events go on to targets, or when one comes to be.

mod clock;
mod hearing;
pub mod known;
pub mod row;

pub use clock::{FIRE, fire};
pub use hearing::Heard;
pub use row::{Rule, of_bus, open};

include!(concat!(env!("OUT_DIR"), "/rule.rs"));
