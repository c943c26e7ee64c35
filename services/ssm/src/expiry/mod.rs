//! Policies of parameters: what happens to one by itself, in time.

mod clock;
mod rules;

pub use clock::{DUE, due, unwind, wind};
pub use rules::{read, rebase};
