//! What would be decided, without doing it: the same engine, asked about made-up requests.

mod document;
mod exclusion;
mod input;
mod judge;
mod scenario;

include!(concat!(env!("OUT_DIR"), "/simulation.rs"));
