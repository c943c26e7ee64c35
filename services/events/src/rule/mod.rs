//! Rules: which events go on to targets, or when one comes to be.

mod clock;
pub mod known;
pub mod row;

pub use clock::{FIRE, fire};
pub use row::{Rule, of_bus, open};

include!(concat!(env!("OUT_DIR"), "/rule.rs"));
