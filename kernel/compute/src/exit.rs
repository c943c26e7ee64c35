//! How a sandbox ended.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How a sandbox ended. It ends when its program ends: all processes that the program left are
/// killed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// The program ended by itself with this status.
    Code(i32),
    /// A signal ended the program, and not one of ours.
    Signal(i32),
    /// It took more memory than it may have.
    OutOfMemory,
    /// We were asked to kill it, or nobody held it any more.
    Killed,
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Code(code) => write!(f, "exit status {code}"),
            Exit::Signal(signal) => write!(f, "signal {signal}"),
            Exit::OutOfMemory => write!(f, "out of memory"),
            Exit::Killed => write!(f, "killed"),
        }
    }
}
