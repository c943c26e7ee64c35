//! One function for each error, in AWS's words.

use crate::item::capacity::Side;
use crate::wire::Attributes;
use haneul_model::Value;
use haneul_pipeline::AwsError;

pub use crate::backup::refusals::*;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn validation(message: impl Into<String>) -> AwsError {
    bad("ValidationException", message)
}

/// `One or more parameter values were invalid: …`
pub fn invalid(what: impl std::fmt::Display) -> AwsError {
    validation(format!("One or more parameter values were invalid: {what}"))
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
    validation(format!(
        "Invalid TableArn: Invalid ResourceArn provided as input {arn}"
    ))
}

pub fn no_global_table(name: &str) -> AwsError {
    bad(
        "GlobalTableNotFoundException",
        format!("Global table not found: Global table with name: '{name}' does not exist."),
    )
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

/// A table or an index that is asked for more than it has.
pub fn throttled(on_demand: bool, is_index: bool, side: Side, arn: &str) -> AwsError {
    let what = if is_index { "Index" } else { "Table" };
    let side = if side == Side::Read { "Read" } else { "Write" };
    if on_demand {
        let reason = format!("{what}{side}MaxOnDemandThroughputExceeded");
        let message = "Throughput exceeds the maximum OnDemandThroughput configured on table or \
                       index";
        return with_reason(
            "ThrottlingException",
            message,
            "throttlingReasons",
            &reason,
            arn,
        );
    }
    let reason = format!("{what}{side}ProvisionedThroughputExceeded");
    let message = match is_index {
        true => {
            "The level of configured provisioned throughput for one or more global secondary \
             indexes of the table was exceeded. Consider increasing your provisioning level for \
             the under-provisioned global secondary indexes with the UpdateTable API"
        }
        false => {
            "The level of configured provisioned throughput for the table was exceeded. Consider \
             increasing your provisioning level with the UpdateTable API."
        }
    };
    let code = "ProvisionedThroughputExceededException";
    with_reason(code, message, "ThrottlingReasons", &reason, arn)
}

/// One partition key that is asked for more than a partition gives.
pub fn hot_key(on_demand: bool, side: Side, arn: &str) -> AwsError {
    let side_name = if side == Side::Read { "Read" } else { "Write" };
    let reason = format!("Table{side_name}KeyRangeThroughputExceeded");
    match on_demand {
        true => with_reason(
            "ThrottlingException",
            "Throughput exceeds the current capacity of your table or index. DynamoDB is \
             automatically scaling your table or index so please try again shortly. If exceptions \
             persist, check if you have a hot key: \
             https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
            "throttlingReasons",
            &reason,
            arn,
        ),
        false => with_reason(
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded. Consider \
             increasing your provisioning level with the UpdateTable API.",
            "ThrottlingReasons",
            &reason,
            arn,
        ),
    }
}

fn with_reason(
    code: &'static str,
    message: &str,
    member: &'static str,
    reason: &str,
    arn: &str,
) -> AwsError {
    let fields = [("reason", reason), ("resource", arn)];
    let fields = fields.map(|(name, text)| (name, Value::Str(text.to_owned())));
    let reasons = Value::List(vec![Value::Struct(fields.into())]);
    bad(code, message).field(member, reasons)
}

pub fn is_throttle(error: &AwsError) -> bool {
    matches!(
        error.code.as_ref(),
        "ProvisionedThroughputExceededException" | "ThrottlingException"
    )
}

pub const DUPLICATE: &str = "Duplicate primary key exists in table";

/// An insertion found an item.
pub fn duplicate() -> AwsError {
    bad("DuplicateItemException", DUPLICATE)
}
