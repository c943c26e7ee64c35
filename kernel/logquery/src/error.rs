//! Why a query cannot be read or run.

use thiserror::Error;

#[derive(Clone, Debug, Error, PartialEq)]
pub enum Bad {
    /// At this place of the text, counted in characters from 0.
    #[error("{message}")]
    Syntax { message: String, at: usize },
    /// What AWS has and we do not.
    #[error("{0}")]
    Refused(String),
    /// A table of values that cannot be read.
    #[error("{0}")]
    NoTable(String),
    /// More groups or rows than are kept.
    #[error("the query needs more memory than it may have")]
    TooLarge,
}

pub fn syntax(at: usize, message: impl Into<String>) -> Bad {
    Bad::Syntax {
        message: message.into(),
        at,
    }
}
