//! The cloud that stories and laws are run against: every service there is.

mod exceptions;
mod failures;
pub mod fixtures;
pub mod house;

pub use failures::{Exception, Failures};
