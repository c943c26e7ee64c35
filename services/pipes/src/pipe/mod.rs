//! Pipes: where from, what of it, and where to.

mod answer;
mod enrichment;
mod kind;
pub mod row;
mod source;
mod target;

pub use kind::{Kind, of as kind_of};
pub use row::Pipe;

include!(concat!(env!("OUT_DIR"), "/pipe.rs"));
