//! Why a pattern is no pattern.

use std::fmt;

/// The reason in the words of AWS's compiler of patterns, with the place where it stopped reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    reason: String,
    place: Option<String>,
}

impl BadPattern {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        BadPattern {
            reason: reason.into(),
            place: None,
        }
    }

    pub(crate) fn at(reason: impl Into<String>, place: String) -> Self {
        BadPattern {
            reason: reason.into(),
            place: Some(place),
        }
    }

    /// The reason alone, without the place.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}\n at {place}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for BadPattern {}
