//! Registries: where schemas are.

mod row;

pub use row::{DISCOVERED, Policy, Registry, arn, discovered, find, open, save};

include!(concat!(env!("OUT_DIR"), "/registry.rs"));
