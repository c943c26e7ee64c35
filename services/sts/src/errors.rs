//! One function for each way a call can be refused, in STS's words.

use haneul_pipeline::{AwsError, Call};

pub fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message).status(400)
}

pub fn access_denied(message: impl Into<String>) -> AwsError {
    AwsError::new("AccessDenied", message).status(403)
}

/// A role that is not there is refused as one that does not trust the caller.
pub fn may_not_assume(call: &Call, role: &str) -> AwsError {
    let who = &call.caller.principal.arn;
    access_denied(format!(
        "User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
    ))
}

pub fn root_assumes_nothing() -> AwsError {
    access_denied("Roles may not be assumed by root accounts.")
}

pub fn not_with_session(operation: &str) -> AwsError {
    access_denied(format!("Cannot call {operation} with session credentials"))
}

pub fn invalid_role_arn(arn: &str) -> AwsError {
    validation(format!("{arn} is invalid"))
}

pub fn longer_than_role() -> AwsError {
    validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
}

pub fn longer_than_chain() -> AwsError {
    validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining.",
    )
}

pub fn malformed_policy(message: impl Into<String>) -> AwsError {
    AwsError::new("MalformedPolicyDocument", message).status(400)
}

pub fn no_session_policy(arn: &str) -> AwsError {
    validation(format!(
        "The policy {arn} does not exist or is not attachable."
    ))
}

pub fn too_many_policy_arns(limit: usize) -> AwsError {
    validation(format!(
        "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member \
         must have length less than or equal to {limit}"
    ))
}

pub fn packed_too_large(percent: i64) -> AwsError {
    AwsError::new(
        "PackedPolicyTooLarge",
        format!("Packed policy consumes {percent}% of allotted space, please use smaller policy."),
    )
    .status(400)
}

pub fn duplicate_tags() -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    )
    .status(400)
}

pub fn reserved_tag() -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        "Tag keys that begin with aws: are reserved for system use.",
    )
    .status(400)
}

pub fn unknown_transitive_key(key: &str) -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        format!("The specified transitive tag key must be included in the requested tags: {key}"),
    )
    .status(400)
}

/// A transitive tag of the session that calls cannot be given another value.
pub fn inherited_tag(key: &str) -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        format!(
            "One of the specified transitive tag keys can't be set because it conflicts with a \
             transitive tag key from the calling session: {key}"
        ),
    )
    .status(400)
}

pub fn other_source_identity() -> AwsError {
    access_denied("The source identity of a session cannot be changed by role chaining.")
}

pub fn unknown_access_key() -> AwsError {
    validation("The access key ID provided does not belong to any account of this cloud.")
}
