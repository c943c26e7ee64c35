//! The crate through its public door, one subject a file, cases as tables.

mod asks;
mod conditions;
mod decisions;
mod denials;
mod hostile;
mod laws;
mod lists;
mod openings;
mod parse_errors;
mod principals;
mod public;
mod support;
mod variables;
mod wildcards;
