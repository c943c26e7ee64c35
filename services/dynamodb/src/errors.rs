//! One function for each error, in AWS's words.

use crate::wire::Attributes;
use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn validation(message: impl Into<String>) -> AwsError {
    bad("ValidationException", message)
}

/// `One or more parameter values were invalid: …`
pub fn invalid(what: impl std::fmt::Display) -> AwsError {
    validation(format!(
        "One or more parameter values were invalid: {what}"
    ))
}

pub fn in_use(message: impl Into<String>) -> AwsError {
    bad("ResourceInUseException", message)
}

pub fn still_in_use(what: impl std::fmt::Display) -> AwsError {
    in_use(format!(
        "Attempt to change a resource which is still in use: {what}"
    ))
}

pub fn limit(message: impl Into<String>) -> AwsError {
    bad("LimitExceededException", message)
}

pub fn missing(message: impl Into<String>) -> AwsError {
    bad("ResourceNotFoundException", message)
}

/// Of operations on tables.
pub fn no_table(name: &str) -> AwsError {
    missing(format!(
        "Requested resource not found: Table: {name} not found"
    ))
}

/// Of operations on items.
pub fn no_resource() -> AwsError {
    missing("Requested resource not found")
}

/// AWS's spelling.
pub fn no_arn(arn: &str) -> AwsError {
    missing(format!(
        "Requested resource not found: ResourcArn: {arn} not found"
    ))
}

pub fn table_exists(name: &str) -> AwsError {
    in_use(format!("Table already exists: {name}"))
}

pub fn no_index(name: &str) -> AwsError {
    validation(format!(
        "The table does not have the specified index: {name}"
    ))
}

pub fn arn(arn: &str) -> AwsError {
    validation(format!("Invalid TableArn: Invalid ResourceArn provided as input {arn}"))
}

pub fn no_policy(arn: &str) -> AwsError {
    bad(
        "PolicyNotFoundException",
        format!("Resource-based policy not found for the provided ResourceArn: {arn}"),
    )
}

/// What is wrong with an expression.
pub fn expression(error: haneul_expression::Error) -> AwsError {
    validation(error.message)
}

/// With the item as it was, if that was asked for.
pub fn condition_failed(item: Option<Attributes>) -> AwsError {
    let error = bad(
        "ConditionalCheckFailedException",
        "The conditional request failed",
    );
    match item {
        Some(item) => error.field("Item", item),
        None => error,
    }
}

pub fn item_too_large(updates: bool) -> AwsError {
    validation(match updates {
        true => "Item size to update has exceeded the maximum allowed size",
        false => "Item size has exceeded the maximum allowed size",
    })
}

pub fn collection_too_large() -> AwsError {
    bad(
        "ItemCollectionSizeLimitExceededException",
        "Collection size exceeded.",
    )
}

/// Of operations on backups, which say it with another code.
pub fn table_not_found(name: &str) -> AwsError {
    bad("TableNotFoundException", format!("Table not found: {name}"))
}

pub fn table_in_use(name: &str) -> AwsError {
    bad(
        "TableInUseException",
        format!("Table is being created or deleted: {name}"),
    )
}

pub fn backup_in_use(message: impl std::fmt::Display) -> AwsError {
    bad("BackupInUseException", message.to_string())
}

pub fn backup_arn(arn: &str) -> AwsError {
    validation(format!("Invalid BackupArn: {arn}"))
}

pub fn no_backup(arn: &str) -> AwsError {
    bad("BackupNotFoundException", format!("Backup not found: {arn}"))
}

/// The table that something is restored into.
pub fn restored_exists(name: &str) -> AwsError {
    bad(
        "TableAlreadyExistsException",
        format!("Table already exists: {name}"),
    )
}
