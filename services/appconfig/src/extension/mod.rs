//! Extensions: who is asked or told on a configuration's way.

mod actions;
mod before;
mod row;
mod tell;

pub use before::{Before, ask_before};
pub use row::{Action, Extension, Point, find, open, save};
pub use tell::{Told, tell};

include!(concat!(env!("OUT_DIR"), "/extension.rs"));
