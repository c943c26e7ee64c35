//! Selectors: which events a trail is to have.

mod advanced;
mod basic;
mod shape;

pub use advanced::Advanced;
pub use basic::Basic;

include!(concat!(env!("OUT_DIR"), "/selector.rs"));

use haneul_pipeline::trail::Facts;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Selectors {
    Basic(Vec<Basic>),
    Advanced(Vec<Advanced>),
}

impl Default for Selectors {
    /// All management events.
    fn default() -> Self {
        Selectors::Basic(vec![Basic::default()])
    }
}

impl Selectors {
    /// Any of them may want it.
    pub fn want(&self, facts: &Facts) -> bool {
        match self {
            Selectors::Basic(list) => list.iter().any(|selector| selector.wants(facts)),
            Selectors::Advanced(list) => list.iter().any(|selector| selector.wants(facts)),
        }
    }
}
