//! One function for each way a call can be refused.

use crate::place::Place;
use haneul_model::Value;
use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    bad("ValidationException", message)
}

pub fn token() -> AwsError {
    bad("InvalidNextTokenException", "Invalid NextToken")
}

pub fn limit(message: impl Into<String>) -> AwsError {
    bad("LimitExceededException", message)
}

fn missing(message: String) -> AwsError {
    bad("ObjectNotFoundException", message)
}

pub fn no_target(place: &Place) -> AwsError {
    missing(format!("No scalable target registered for {place}"))
}

/// Of deleting one.
pub fn no_such_target(place: &Place) -> AwsError {
    missing(format!("No scalable target found for {place}"))
}

pub fn no_policy(place: &Place, name: &str) -> AwsError {
    missing(format!(
        "No scaling policy found for {place}, policy name: {name}"
    ))
}

pub fn no_action(place: &Place, name: &str) -> AwsError {
    missing(format!(
        "No scheduled action found for {place}, scheduled action name: {name}"
    ))
}

pub fn unsupported() -> AwsError {
    invalid("Unsupported service namespace, resource type or scalable dimension")
}

pub fn no_resource(arn: &str) -> AwsError {
    let error = bad(
        "ResourceNotFoundException",
        format!("The specified resource doesn't exist: {arn}"),
    );
    error.field("ResourceName", Value::Str(arn.to_owned()))
}

pub fn too_many_tags(arn: &str) -> AwsError {
    let error = bad(
        "TooManyTagsException",
        "A scalable target has at most 50 tags",
    );
    error.field("ResourceName", Value::Str(arn.to_owned()))
}
