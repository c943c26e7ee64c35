//! One function for each error, in AWS's words.

use haneul_model::{Violation, ViolationKind};
use haneul_pipeline::AwsError;
use std::fmt::Display;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

/// What the model's constraints miss; for SQS these are absent members only.
pub fn violation(violations: &[Violation]) -> AwsError {
    let Some(first) = violations.first() else {
        return bad("InvalidParameterValue", "The request is not valid.");
    };
    match first.kind {
        ViolationKind::Missing => missing(&member_of(&first.path)),
        _ => bad("InvalidParameterValue", first.to_string()),
    }
}

fn member_of(path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}

/// SQS writes the action of a refusal in lower case.
pub fn denied(message: &str) -> AwsError {
    let mut words: Vec<String> = Vec::new();
    for word in message.split(' ') {
        match word.strip_prefix("sqs:") {
            Some(action) => words.push(format!("sqs:{}", action.to_ascii_lowercase())),
            None => words.push(word.to_owned()),
        }
    }
    AwsError::new("AccessDenied", words.join(" ")).status(403)
}

pub fn missing(parameter: &str) -> AwsError {
    bad(
        "MissingParameter",
        format!("The request must contain the parameter {parameter}."),
    )
}

pub fn parameter(value: impl Display, name: &str, reason: impl Display) -> AwsError {
    bad(
        "InvalidParameterValue",
        format!("Value {value} for parameter {name} is invalid. Reason: {reason}"),
    )
}

pub fn invalid_parameter(message: impl Into<String>) -> AwsError {
    bad("InvalidParameterValue", message)
}

pub fn no_queue() -> AwsError {
    bad("QueueDoesNotExist", "The specified queue does not exist.")
}

pub fn no_queue_or_no_access() -> AwsError {
    bad(
        "QueueDoesNotExist",
        "The specified queue does not exist or you do not have access to it.",
    )
}

pub fn address(url: &str) -> AwsError {
    AwsError::new(
        "InvalidAddress",
        format!("The address {url} is not valid for this endpoint."),
    )
    .status(404)
}

pub fn queue_name(fifo: bool) -> AwsError {
    let message = if fifo {
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or \
         underscores, must end with .fifo suffix and be 1 to 80 in length"
    } else {
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
    };
    bad("InvalidParameterValue", message)
}

pub fn queue_exists(attribute: &str) -> AwsError {
    bad(
        "QueueNameExists",
        format!(
            "A queue already exists with the same name and a different value for attribute {attribute}"
        ),
    )
}

pub fn deleted_recently() -> AwsError {
    bad(
        "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the \
         same name.",
    )
}

pub fn purge_in_progress(name: &str) -> AwsError {
    AwsError::new(
        "PurgeQueueInProgress",
        format!("Only one PurgeQueue operation on {name} is allowed every 60 seconds."),
    )
    .status(403)
}

pub fn unknown_attribute(name: &str) -> AwsError {
    bad("InvalidAttributeName", format!("Unknown Attribute {name}."))
}

pub fn attribute_value(name: &str) -> AwsError {
    bad(
        "InvalidAttributeValue",
        format!("Invalid value for the parameter {name}."),
    )
}

pub fn attribute_reason(name: &str, reason: &str) -> AwsError {
    bad(
        "InvalidAttributeValue",
        format!("Invalid value for the parameter {name}. Reason: {reason}"),
    )
}

pub fn wrong_queue_type(value: impl Display, parameter_name: &str) -> AwsError {
    parameter(
        value,
        parameter_name,
        "The request include parameter that is not valid for this queue type.",
    )
}

pub fn token_text(value: &str, name: &str) -> AwsError {
    parameter(
        value,
        name,
        format!(
            "{name} can only include alphanumeric and punctuation characters. 1 to 128 in length."
        ),
    )
}

pub fn no_deduplication() -> AwsError {
    bad(
        "InvalidParameterValue",
        "The queue should either have ContentBasedDeduplication enabled or \
         MessageDeduplicationId provided explicitly",
    )
}

pub fn message_contents() -> AwsError {
    bad(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF \
         | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    )
}

pub fn message_too_long(limit: i64) -> AwsError {
    bad(
        "InvalidParameterValue",
        format!(
            "One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
        ),
    )
}

pub fn batch_too_long(bytes: usize) -> AwsError {
    bad(
        "BatchRequestTooLong",
        format!(
            "Batch requests cannot be longer than {} bytes. You have sent {bytes} bytes.",
            crate::limits::BATCH_BYTES
        ),
    )
}

pub fn empty_batch(entry: &str) -> AwsError {
    bad(
        "EmptyBatchRequest",
        format!("There should be at least one {entry} in the request."),
    )
}

pub fn too_many_entries(count: usize) -> AwsError {
    bad(
        "TooManyEntriesInBatchRequest",
        format!("Maximum number of entries per request are 10. You have sent {count}."),
    )
}

pub fn repeated_entry(id: &str) -> AwsError {
    bad("BatchEntryIdsNotDistinct", format!("Id {id} repeated."))
}

pub fn entry_id() -> AwsError {
    bad(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It \
         can be at most 80 letters long.",
    )
}

pub fn receipt_handle(handle: &str) -> AwsError {
    let message = format!("The input receipt handle \"{handle}\" is not a valid receipt handle.");
    AwsError::new("ReceiptHandleIsInvalid", message).status(404)
}

pub fn handle_expired(handle: &str) -> AwsError {
    parameter(handle, "ReceiptHandle", "The receipt handle has expired.")
}

pub fn not_changeable(handle: &str) -> AwsError {
    parameter(
        handle,
        "ReceiptHandle",
        "Message does not exist or is not available for visibility timeout change.",
    )
}

pub fn not_in_flight() -> AwsError {
    bad(
        "MessageNotInflight",
        "The specified message isn't in flight.",
    )
}

pub fn over_limit(message: impl Into<String>) -> AwsError {
    AwsError::new("OverLimit", message).status(403)
}

pub fn too_many_in_flight() -> AwsError {
    over_limit("Too many messages in flight.")
}

pub fn next_token() -> AwsError {
    bad("InvalidParameterValue", "Invalid or expired next token.")
}

pub fn no_resource(parameter: &str) -> AwsError {
    AwsError::new(
        "ResourceNotFoundException",
        format!("The resource that you specified for the {parameter} parameter doesn't exist."),
    )
    .status(404)
}

pub fn no_task() -> AwsError {
    AwsError::new("ResourceNotFoundException", "Task does not exist.").status(404)
}

pub fn not_running() -> AwsError {
    bad(
        "UnsupportedOperation",
        "Only active tasks can be cancelled.",
    )
}
