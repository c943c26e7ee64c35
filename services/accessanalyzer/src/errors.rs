//! One function for each way a call can be refused.

use haneul_pipeline::AwsError;

pub fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
        .status(400)
        .field("reason", "fieldValidationFailed".to_owned())
}

pub fn not_supported(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
        .status(400)
        .field("reason", "notSupported".to_owned())
}

pub fn invalid_token() -> AwsError {
    invalid("Invalid nextToken")
}

fn about(error: AwsError, kind: &str, id: &str) -> AwsError {
    error
        .field("resourceId", id.to_owned())
        .field("resourceType", kind.to_owned())
}

pub const ANALYZER: &str = "AWS::AccessAnalyzer::Analyzer";
pub const ARCHIVE_RULE: &str = "AWS::AccessAnalyzer::ArchiveRule";
pub const FINDING: &str = "AWS::AccessAnalyzer::Finding";

pub const PREVIEW: &str = "AWS::AccessAnalyzer::AccessPreview";

pub fn not_found(kind: &'static str, what: &str, id: &str) -> AwsError {
    let message = format!("The {what} {id} could not be found.");
    about(
        AwsError::new("ResourceNotFoundException", message).status(404),
        kind,
        id,
    )
}

pub fn exists(kind: &'static str, what: &str, id: &str) -> AwsError {
    let message = format!("The {what} {id} already exists.");
    about(
        AwsError::new("ConflictException", message).status(409),
        kind,
        id,
    )
}

pub fn too_many(kind: &'static str, what: &str, most: usize, id: &str) -> AwsError {
    let message = format!("The maximum number of {what} has been reached: {most}.");
    about(
        AwsError::new("ServiceQuotaExceededException", message).status(402),
        kind,
        id,
    )
}

/// Refused outright, as V1 of the findings' operations is for what it cannot show.
pub fn external_only(operation: &str) -> AwsError {
    not_supported(format!(
        "{operation} is supported only for external access analyzers."
    ))
}

/// The checks of custom policies and their grammar.
pub fn bad_policy(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterException", message).status(400)
}

pub fn external_cannot_change() -> AwsError {
    not_supported("UpdateAnalyzer is not supported for external access analyzers.")
}
