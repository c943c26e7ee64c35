//! Environments: where configurations are deployed to.

mod monitors;
mod row;
mod sweep;

pub use row::{Environment, Monitor, State, all, count, find, id_of, open, save};
pub use sweep::{SWEEP, sweep};

include!(concat!(env!("OUT_DIR"), "/environment.rs"));
