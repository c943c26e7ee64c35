//! Deployment strategies: how fast a configuration reaches the clients.

mod growth;
mod predefined;
mod row;

pub use growth::Plan;
pub use row::{Strategy, find, open, save};

include!(concat!(env!("OUT_DIR"), "/strategy.rs"));
