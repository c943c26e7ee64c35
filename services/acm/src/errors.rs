//! One function for each way a call can be refused.

use haneul_pipeline::AwsError;

fn error(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn validation(message: impl Into<String>) -> AwsError {
    error("ValidationException", message)
}

pub fn parameter(message: impl Into<String>) -> AwsError {
    error("InvalidParameterException", message)
}

pub fn arn(arn: &str) -> AwsError {
    error("InvalidArnException", format!("Invalid ARN: {arn}"))
}

pub fn not_found(arn: &str, account: &str) -> AwsError {
    error(
        "ResourceNotFoundException",
        format!("Could not find certificate {arn} in account {account}."),
    )
}

pub fn in_progress(arn: &str) -> AwsError {
    error(
        "RequestInProgressException",
        format!("Certificate {arn} is in progress."),
    )
}

pub fn state(message: impl Into<String>) -> AwsError {
    error("InvalidStateException", message)
}

pub fn in_use(arn: &str) -> AwsError {
    error(
        "ResourceInUseException",
        format!("Certificate {arn} is in use."),
    )
}

pub fn limit(message: impl Into<String>) -> AwsError {
    error("LimitExceededException", message)
}

pub fn conflict(message: impl Into<String>) -> AwsError {
    error("ConflictException", message)
}

pub fn validation_domain(message: impl Into<String>) -> AwsError {
    error("InvalidDomainValidationOptionsException", message)
}

pub fn tag(message: impl Into<String>) -> AwsError {
    error("InvalidTagException", message)
}

pub fn too_many_tags() -> AwsError {
    error("TooManyTagsException", "A certificate has at most 50 tags.")
}
