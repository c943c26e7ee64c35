//! Statements as they are given, with their parameters.

use crate::errors;
use crate::wire::Attribute;
use haneul_expression::Value;
use haneul_partiql::Statement;
use haneul_pipeline::AwsError;

/// Reads a statement.
pub fn statement(text: &str, parameters: Option<Vec<Attribute>>) -> Result<Statement, AwsError> {
    let parameters = parameters.unwrap_or_default().into_iter();
    let parameters = parameters
        .map(Attribute::get)
        .collect::<Result<Vec<Value>, AwsError>>()?;
    Statement::parse(text, &parameters).map_err(errors::expression)
}

/// Statements of one call all read, or all write; whether they read.
pub fn all_read<'s>(
    operation: &str,
    mut statements: impl Iterator<Item = &'s Statement>,
) -> Result<bool, AwsError> {
    let reads = statements.next().is_some_and(Statement::reads);
    match statements.all(|statement| statement.reads() == reads) {
        true => Ok(reads),
        false => Err(errors::validation(format!(
            "{operation} API does not support both read and write operations in the same request."
        ))),
    }
}
