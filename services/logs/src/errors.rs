//! One function for each error, in AWS's words.

use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn parameter(message: impl Into<String>) -> AwsError {
    bad("InvalidParameterException", message)
}

pub fn missing(message: impl Into<String>) -> AwsError {
    bad("ResourceNotFoundException", message)
}

pub fn exists(message: impl Into<String>) -> AwsError {
    bad("ResourceAlreadyExistsException", message)
}

pub fn limit(message: impl Into<String>) -> AwsError {
    bad("LimitExceededException", message)
}

pub fn operation(message: impl Into<String>) -> AwsError {
    bad("InvalidOperationException", message)
}

pub fn no_group() -> AwsError {
    missing("The specified log group does not exist.")
}

pub fn no_stream() -> AwsError {
    missing("The specified log stream does not exist.")
}

pub fn no_resource() -> AwsError {
    missing("The specified resource does not exist.")
}

pub fn next_token() -> AwsError {
    parameter("The specified nextToken is invalid.")
}

pub fn too_many_tags() -> AwsError {
    bad(
        "TooManyTagsException",
        "A resource can have no more than 50 tags.",
    )
}

pub fn protected() -> AwsError {
    bad(
        "ValidationException",
        "Log group has deletion protection enabled. Disable deletion protection before deleting \
         the log group.",
    )
}

pub fn pattern(bad: &haneul_logpattern::Bad) -> AwsError {
    parameter(bad.to_string())
}
