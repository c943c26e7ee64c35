//! One function for each way a call can be refused.

use haneul_model::Value;
use haneul_pipeline::AwsError;

fn error(code: &'static str, status: u16, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(status)
}

pub fn bad(message: impl Into<String>) -> AwsError {
    error("BadRequestException", 400, message)
}

/// A validator or the schema of feature flags does not like the configuration.
pub fn invalid_configuration(details: Vec<Detail>) -> AwsError {
    let message = match details.first() {
        Some(first) => first.reason.clone(),
        None => "The configuration is invalid.".to_owned(),
    };
    let details = details.into_iter().map(Detail::value).collect();
    bad(message)
        .field("Reason", "InvalidConfiguration".to_owned())
        .field(
            "Details",
            Value::Struct(vec![("InvalidConfiguration", Value::List(details))]),
        )
}

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    pub constraint: String,
    pub location: String,
    pub reason: String,
    pub kind: String,
    pub value: String,
}

impl Detail {
    fn value(self) -> Value {
        Value::Struct(vec![
            ("Constraint", Value::Str(self.constraint)),
            ("Location", Value::Str(self.location)),
            ("Reason", Value::Str(self.reason)),
            ("Type", Value::Str(self.kind)),
            ("Value", Value::Str(self.value)),
        ])
    }
}

pub fn not_found(what: &str, id: &str) -> AwsError {
    error(
        "ResourceNotFoundException",
        404,
        format!("{what} {id} was not found."),
    )
    .field("ResourceName", id.to_owned())
}

/// As the data plane says it.
pub fn nothing_there(kind: &'static str, referenced: &[(&str, &str)]) -> AwsError {
    let entry = |(name, id): &(&str, &str)| ((*name).to_owned(), Value::Str((*id).to_owned()));
    error(
        "ResourceNotFoundException",
        404,
        format!("{kind} was not found."),
    )
    .field("ResourceType", kind.to_owned())
    .field(
        "ReferencedBy",
        Value::Map(referenced.iter().map(entry).collect()),
    )
}

/// A token of a session that is no good (any longer, or yet).
pub fn token(problem: &str) -> AwsError {
    let message = match problem {
        "PollIntervalNotSatisfied" => "Request too early",
        "Expired" => "Token is expired",
        _ => "Token is corrupted",
    };
    let detail = Value::Struct(vec![("Problem", Value::Str(problem.to_owned()))]);
    let parameters = Value::Map(vec![("ConfigurationToken".to_owned(), detail)]);
    bad(message)
        .field("Reason", "InvalidParameters".to_owned())
        .field(
            "Details",
            Value::Struct(vec![("InvalidParameters", parameters)]),
        )
}

pub fn conflict(message: impl Into<String>) -> AwsError {
    error("ConflictException", 409, message)
}

pub fn deployment_exists(number: i64) -> AwsError {
    conflict(format!("Deployment number {number} already exists"))
}

pub fn too_many(what: &str, most: usize) -> AwsError {
    error(
        "ServiceQuotaExceededException",
        402,
        format!("The number of {what} exceeds the limit of {most}."),
    )
}

pub fn too_large(size: usize, most: usize) -> AwsError {
    let kilobytes = |bytes: usize| bytes as f64 / 1_024.0;
    error(
        "PayloadTooLargeException",
        413,
        "The configuration size is too large.",
    )
    .field("Measure", "KILOBYTES".to_owned())
    .field("Limit", kilobytes(most))
    .field("Size", kilobytes(size))
}

pub fn denied(message: String) -> AwsError {
    error("AccessDeniedException", 403, message)
}

pub fn next_token() -> AwsError {
    bad("Invalid NextToken.")
}

/// What KMS says.
pub fn of_kms(error: AwsError) -> AwsError {
    match error.code.as_ref() {
        "AccessDeniedException" => denied(error.message),
        "NotFoundException"
        | "DisabledException"
        | "KMSInvalidStateException"
        | "InvalidKeyUsageException"
        | "ValidationException" => bad(error.message),
        _ => error,
    }
}
