//! One function for each error, in AWS's words.

use haneul_model::{Violation, ViolationKind};
use haneul_pipeline::AwsError;
use std::fmt::Display;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

/// `Invalid parameter: …`, which is most of what SNS says.
pub fn invalid(reason: impl Display) -> AwsError {
    bad("InvalidParameter", format!("Invalid parameter: {reason}"))
}

pub fn missing(parameter: &str) -> AwsError {
    invalid(format_args!(
        "{parameter} Reason: no value for required parameter"
    ))
}

pub fn violation(violations: &[Violation]) -> AwsError {
    match violations.first() {
        Some(first) if first.kind == ViolationKind::Missing => {
            missing(first.path.rsplit('.').next().unwrap_or(&first.path))
        }
        _ => bad(
            "ValidationError",
            haneul_model::validate::message(violations),
        ),
    }
}

/// SNS writes its actions with the service in capitals.
pub fn denied(message: &str) -> AwsError {
    let message = message.replace(" sns:", " SNS:");
    AwsError::new("AuthorizationError", message).status(403)
}

pub fn no_topic() -> AwsError {
    AwsError::new("NotFound", "Topic does not exist").status(404)
}

pub fn no_subscription() -> AwsError {
    AwsError::new("NotFound", "Subscription does not exist").status(404)
}

pub fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new("NotFound", message).status(404)
}

pub fn no_resource() -> AwsError {
    AwsError::new("ResourceNotFound", "Resource does not exist").status(404)
}

pub fn too_many_tags() -> AwsError {
    bad(
        "TagLimitExceeded",
        "Could not complete request: tag quota of per resource exceeded",
    )
}

pub fn parameter_value(message: impl Into<String>) -> AwsError {
    bad("ParameterValueInvalid", message)
}

pub fn too_many_subscriptions() -> AwsError {
    AwsError::new(
        "SubscriptionLimitExceeded",
        "Subscription limit exceeded for this topic",
    )
    .status(403)
}

pub fn empty_batch() -> AwsError {
    bad(
        "EmptyBatchRequest",
        "The batch request doesn't contain any entries.",
    )
}

pub fn large_batch() -> AwsError {
    bad(
        "TooManyEntriesInBatchRequest",
        "The batch request contains more entries than permissible.",
    )
}

pub fn repeated_entry() -> AwsError {
    bad(
        "BatchEntryIdsNotDistinct",
        "Two or more batch entries in the request have the same Id.",
    )
}

pub fn entry_id() -> AwsError {
    bad(
        "InvalidBatchEntryId",
        "The Id of a batch entry in a batch request doesn't abide by the specification.",
    )
}

pub fn long_batch() -> AwsError {
    bad(
        "BatchRequestTooLong",
        "The length of all the messages put together is more than the limit.",
    )
}

pub fn filter_limit() -> AwsError {
    AwsError::new(
        "FilterPolicyLimitExceeded",
        "Filter policy limit exceeded for this topic",
    )
    .status(403)
}
