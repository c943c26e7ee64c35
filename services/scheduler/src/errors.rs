//! One function for each way a call can be refused, in the Scheduler's words.

use haneul_pipeline::AwsError;

pub fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message).status(400)
}

pub fn token() -> AwsError {
    invalid("Invalid NextToken.")
}

pub fn denied(message: impl Into<String>) -> AwsError {
    AwsError::new("AccessDeniedException", message).status(403)
}

pub fn no_schedule(name: &str) -> AwsError {
    not_found(format!("Schedule {name} does not exist."))
}

pub fn no_group(name: &str) -> AwsError {
    not_found(format!("Schedule group {name} does not exist."))
}

pub fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new("ResourceNotFoundException", message).status(404)
}

pub fn conflict(message: impl Into<String>) -> AwsError {
    AwsError::new("ConflictException", message).status(409)
}

pub fn too_many(message: impl Into<String>) -> AwsError {
    AwsError::new("ServiceQuotaExceededException", message).status(402)
}

pub fn expression(text: &str) -> AwsError {
    invalid(format!("Invalid Schedule Expression {text}."))
}
