//! Why a pattern cannot be read.

use thiserror::Error;

#[derive(Clone, Debug, Error, PartialEq)]
pub enum Bad {
    #[error("Invalid filter pattern")]
    Pattern,
    #[error("Invalid character(s) in term '{0}'")]
    Term(String),
    #[error("Invalid regex in filter pattern: {0}")]
    Regex(String),
    #[error("A filter pattern can have no more than 2 regular expressions")]
    TooManyRegexes,
}
