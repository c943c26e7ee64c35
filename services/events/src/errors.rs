//! One function for each way a call can be refused, in EventBridge's words.

use haneul_pattern::BadPattern;
use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    bad("ValidationException", message)
}

pub fn denied(message: impl Into<String>) -> AwsError {
    bad("AccessDeniedException", message)
}

pub fn not_found(message: impl Into<String>) -> AwsError {
    bad("ResourceNotFoundException", message)
}

pub fn no_bus(name: &str) -> AwsError {
    not_found(format!("Event bus {name} does not exist."))
}

pub fn no_rule(name: &str, bus: &str) -> AwsError {
    not_found(format!("Rule {name} does not exist on EventBus {bus}."))
}

pub fn too_many() -> AwsError {
    bad(
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.",
    )
}

pub fn pattern(why: &BadPattern) -> AwsError {
    bad(
        "InvalidEventPatternException",
        format!("Event pattern is not valid. Reason: {why}"),
    )
}

pub fn policy_too_long() -> AwsError {
    bad(
        "PolicyLengthExceededException",
        "The policy exceeds the maximum length allowed.",
    )
}

pub fn parameter(name: &str, reason: &str) -> AwsError {
    invalid(format!("Parameter {name} is not valid. Reason: {reason}"))
}

pub fn token() -> AwsError {
    invalid("Token is not valid.")
}

pub fn exists(what: &str, name: &str) -> AwsError {
    bad(
        "ResourceAlreadyExistsException",
        format!("{what} {name} already exists."),
    )
}

/// Something else is being done with it.
pub fn busy(what: &str, name: &str) -> AwsError {
    bad(
        "ConcurrentModificationException",
        format!("{what} {name} is being modified by another request."),
    )
}

pub fn illegal_status(replay: &str) -> AwsError {
    bad(
        "IllegalStatusException",
        format!("Replay {replay} is not in a valid state for this operation."),
    )
}
