//! The interpreters of the host, and which of AWS's runtimes they can be.
//!
//! AWS runs `python3.12` with CPython 3.12. Here it is the host's own CPython 3.12 where there is one,
//! or, where that is allowed, the nearest version of the same family ([`Choice::exact`] tells).

mod choice;
mod discover;
mod equip;
mod java;
mod names;

pub use choice::{Choice, Unavailable};
pub use discover::{Interpreter, Runtimes};
pub use names::{Family, Name, names};
