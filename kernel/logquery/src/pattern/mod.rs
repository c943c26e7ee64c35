//! Patterns of `pattern`: lines that share their text but for what varies in it.
//!
//! The algorithm is ours; AWS tells nothing of its own. A line is cut into words and what is between
//! them ([`words`]). Words that are times, addresses, ids or numbers vary by what they are. Lines
//! with the same severity and the same text between their words are of one pattern when at least
//! three of five words are alike; words that are not alike vary from then on ([`cluster`]).

mod cluster;
mod words;

pub use cluster::{Found, Patterns};
