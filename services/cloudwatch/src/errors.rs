//! One function for each way a call can be refused, in CloudWatch's words.

use haneul_model::{Violation, ViolationKind, validate};
use haneul_pipeline::AwsError;
use std::fmt::Display;

/// What the model's constraints say, and what PutMetricAlarm and its like refuse.
pub fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

pub fn violation(violations: &[Violation]) -> AwsError {
    match violations.first() {
        Some(first) if first.kind == ViolationKind::Missing => missing(&first.path),
        _ => validation(validate::message(violations)),
    }
}

pub fn denied(message: impl Into<String>) -> AwsError {
    AwsError::new("AccessDenied", message).status(403)
}

pub fn value(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterValueException", message)
}

pub fn bad_value(value_: impl Display, parameter: &str) -> AwsError {
    value(format!(
        "The value {value_} for parameter {parameter} is invalid."
    ))
}

pub fn missing(parameter: &str) -> AwsError {
    missing_says(format!("The parameter {parameter} is required."))
}

pub fn missing_says(message: impl Into<String>) -> AwsError {
    AwsError::new("MissingRequiredParameterException", message)
}

pub fn combination(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterCombinationException", message)
}

pub fn token() -> AwsError {
    AwsError::new("InvalidNextToken", "The next token specified is invalid.")
}

pub fn listing_token() -> AwsError {
    value("The value for parameter NextToken is invalid.")
}

pub fn not_there(message: impl Into<String>) -> AwsError {
    AwsError::new("ResourceNotFound", message)
}

pub fn resource(arn: &str) -> AwsError {
    no_resource("Unknown", "alarm", arn)
}

pub fn no_stream(name: &str) -> AwsError {
    let message = format!("Metric stream {name} does not exist");
    no_resource(&message, "metric-stream", name)
}

pub fn no_detector(id: &str) -> AwsError {
    no_resource(
        "The anomaly detector does not exist",
        "anomaly-detector",
        id,
    )
}

fn no_resource(message: &str, kind: &str, id: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", message)
        .field("ResourceType", kind.to_owned())
        .field("ResourceId", id.to_owned())
}

pub fn format(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidFormatFault", message)
}

pub fn damaged() -> AwsError {
    AwsError::internal("data points that cannot be read")
}
