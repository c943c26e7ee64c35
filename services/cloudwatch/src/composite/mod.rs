//! Composite alarms: rules over the states of other alarms, and what holds their actions back.

mod hold;
mod look;
mod rule;

pub use hold::{RELEASE, act, release};
pub use look::{COMPOSE, children, compose, look, tie, triggering, untie};
pub use rule::Rule;

include!(concat!(env!("OUT_DIR"), "/composite.rs"));
