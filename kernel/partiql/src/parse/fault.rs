//! Refusals of statements.

use super::cursor::Place;
use haneul_expression::{Error, Kind};

/// Of the grammar.
pub fn malformed(what: &str) -> Error {
    Error::validation(format!(
        "Statement wasn't well formed, can't be processed: {what}"
    ))
}

/// Of what PartiQL has and DynamoDB has not.
pub fn unsupported(what: &str, place: Place) -> Error {
    Error::validation(format!("Unsupported {what} at {place}"))
}

pub fn unknown_function(name: &str, place: Place) -> Error {
    Error::validation(format!("Unrecognized function: {name} at {place}"))
}

/// Of a function whose result stands where it is none.
pub fn misused_function(name: &str) -> Error {
    Error::validation(format!(
        "The function is not allowed to be used this way in an expression; function: {name}"
    ))
}

pub fn needs_path(function: &str) -> Error {
    Error::validation(format!(
        "Operator or function requires a document path; operator or function: {function}"
    ))
}

pub fn wrong_type(operator: &str, kind: Kind) -> Error {
    Error::validation(format!(
        "Incorrect operand type for operator or function; operator or function: {operator}, \
         operand type: {kind}"
    ))
}

pub fn wrong_number(function: &str, count: usize) -> Error {
    Error::validation(format!(
        "Incorrect number of operands for operator or function; operator or function: {function}, \
         number of operands: {count}"
    ))
}
