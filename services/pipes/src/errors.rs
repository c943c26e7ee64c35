//! One function for each way a call can be refused, in the words of Pipes.

use haneul_pipeline::AwsError;
use serde_json::json;

/// What a field of the request does wrong; Pipes tells it as a document within the message.
pub fn field(name: &str, message: &str) -> AwsError {
    fields(&[(name, message)])
}

pub fn fields(wrong: &[(&str, &str)]) -> AwsError {
    let wrong: Vec<_> = wrong
        .iter()
        .map(|(name, message)| json!({"Name": name, "Message": message}))
        .collect();
    invalid(json!({"ValidationErrorFields": wrong}).to_string())
}

pub fn missing(name: &str) -> AwsError {
    field(name, "Missing required parameter.")
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message).status(400)
}

pub fn token() -> AwsError {
    invalid("Invalid NextToken.")
}

pub fn denied(message: impl Into<String>) -> AwsError {
    AwsError::new("AccessDeniedException", message).status(403)
}

pub fn no_pipe(name: &str) -> AwsError {
    not_found(format!("Pipe {name} does not exist."))
}

pub fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new("NotFoundException", message).status(404)
}

pub fn conflict(message: impl Into<String>, name: &str) -> AwsError {
    AwsError::new("ConflictException", message)
        .status(409)
        .field("resourceId", name.to_owned())
        .field("resourceType", "pipe".to_owned())
}

pub fn too_many(account: &str) -> AwsError {
    AwsError::new(
        "ServiceQuotaExceededException",
        "The maximum number of pipes for this account and Region has been reached.",
    )
    .status(402)
    .field("resourceId", account.to_owned())
    .field("resourceType", "pipe".to_owned())
    .field("serviceCode", "pipes".to_owned())
}
