//! One function for each way a call can be refused.

use haneul_pipeline::AwsError;

fn error(code: &'static str, status: u16, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message)
        .status(status)
        .field("Code", code.trim_end_matches("Exception").to_owned())
}

pub fn bad(message: impl Into<String>) -> AwsError {
    error("BadRequestException", 400, message)
}

pub fn not_found(what: &str, name: &str) -> AwsError {
    error(
        "NotFoundException",
        404,
        format!("{what} with name {name} does not exist."),
    )
}

pub fn exists(what: &str, name: &str) -> AwsError {
    error(
        "ConflictException",
        409,
        format!("{what} with name {name} already exists."),
    )
}

pub fn forbidden(message: &str) -> AwsError {
    error("ForbiddenException", 403, message)
}

pub fn precondition() -> AwsError {
    error(
        "PreconditionFailedException",
        412,
        "The revision id is not that of the policy.",
    )
}

pub fn too_many(what: &str) -> AwsError {
    forbidden(&format!("The maximum number of {what} was reached."))
}
