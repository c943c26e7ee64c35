//! Refusals of statements.

use haneul_expression::{Error, Kind};

/// Of the grammar.
pub fn malformed(what: &str) -> Error {
    Error::validation(format!(
        "Statement wasn't well formed, can't be processed: {what}"
    ))
}

/// Of what PartiQL has and DynamoDB has not.
pub fn unsupported(what: &str, place: &str) -> Error {
    Error::validation(format!("Unsupported {what} at {place}"))
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
