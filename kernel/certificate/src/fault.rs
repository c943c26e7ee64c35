//! What is wrong with bytes that should be a key, a request or a certificate.

use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub struct Fault(pub String);

pub type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    pub fn of(what: impl fmt::Display) -> Fault {
        Fault(what.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault(error.to_string())
    }
}
