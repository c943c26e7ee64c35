//! One function for each way a call can be refused, in the words of Lambda.

use haneul_pipeline::AwsError;

fn user(code: &'static str, status: u16, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message)
        .status(status)
        .field("Type", "User".to_owned())
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    user("InvalidParameterValueException", 400, message)
}

/// A constraint that the model does not say, in the words of those that it says.
pub fn violation(value: impl std::fmt::Display, name: &str, demand: &str) -> AwsError {
    AwsError::new(
        "ValidationException",
        format!(
            "1 validation error detected: Value '{value}' at '{name}' failed to satisfy \
             constraint: {demand}"
        ),
    )
    .status(400)
}

pub fn above(value: i64, name: &str, most: i64) -> AwsError {
    let demand = format!("Member must have value less than or equal to {most}");
    violation(value, name, &demand)
}

pub fn denied(message: impl Into<String>) -> AwsError {
    AwsError::new("AccessDeniedException", message).status(403)
}

pub fn not_found(message: impl Into<String>) -> AwsError {
    user("ResourceNotFoundException", 404, message)
}

pub fn no_function(arn: &str) -> AwsError {
    not_found(format!("Function not found: {arn}"))
}

pub fn no_alias(arn: &str) -> AwsError {
    not_found(format!("Cannot find alias arn: {arn}"))
}

pub fn recursive() -> AwsError {
    user(
        "RecursiveInvocationException",
        400,
        "Lambda has detected your function being invoked in a recursive loop with other Amazon Web \
         Services resources and stopped your function's invocation.",
    )
}

pub fn conflict(message: impl Into<String>) -> AwsError {
    user("ResourceConflictException", 409, message)
}

pub fn exists(name: &str) -> AwsError {
    conflict(format!("Function already exist: {name}"))
}

pub fn updating(arn: &str) -> AwsError {
    conflict(format!(
        "The operation cannot be performed at this time. An update is in progress for resource: {arn}"
    ))
}

pub fn in_use(to: &str) -> AwsError {
    user(
        "ResourceInUseException",
        400,
        format!("Cannot {to} the event source mapping because it is in use."),
    )
}

pub fn precondition(of: &str) -> AwsError {
    user(
        "PreconditionFailedException",
        412,
        format!(
            "The RevisionId provided does not match the latest RevisionId. Call the {of} API to \
             retrieve the latest RevisionId"
        ),
    )
}

pub fn role() -> AwsError {
    invalid("The role defined for the function cannot be assumed by Lambda.")
}

pub fn zip() -> AwsError {
    invalid("Could not unzip uploaded file. Please check your file, then try to upload again.")
}

pub fn unzipped() -> AwsError {
    invalid("Unzipped size must be smaller than 262144000 bytes")
}

pub fn code_storage() -> AwsError {
    user(
        "CodeStorageExceededException",
        400,
        "Code storage limit exceeded.",
    )
}

pub fn policy_length() -> AwsError {
    user(
        "PolicyLengthExceededException",
        400,
        "The final policy size is bigger than the limit (20480).",
    )
}

pub fn no_policy() -> AwsError {
    not_found("The resource you requested does not exist.")
}

pub fn marker() -> AwsError {
    invalid("Invalid Marker.")
}
