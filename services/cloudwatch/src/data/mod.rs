//! Questions about data points: statistics of one metric, and queries with expressions.

mod label;
pub mod query;
mod resolve;

pub use query::{Measured, Query};
pub use resolve::{Asked, Resolver, aligned};

include!(concat!(env!("OUT_DIR"), "/data.rs"));
