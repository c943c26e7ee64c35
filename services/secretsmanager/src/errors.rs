//! One function for each way a call can be refused, in AWS's words.

use haneul_model::{Violation, ViolationKind, validate};
use haneul_pipeline::AwsError;

fn error(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn parameter(message: impl Into<String>) -> AwsError {
    error("InvalidParameterException", message)
}

pub fn request(message: impl Into<String>) -> AwsError {
    error("InvalidRequestException", message)
}

pub fn missing(message: impl Into<String>) -> AwsError {
    error("ResourceNotFoundException", message)
}

pub fn limit(message: impl Into<String>) -> AwsError {
    error("LimitExceededException", message)
}

pub fn malformed(message: impl Into<String>) -> AwsError {
    error("MalformedPolicyDocumentException", message)
}

pub fn denied(message: impl Into<String>) -> AwsError {
    error("AccessDeniedException", message)
}

pub fn exists(message: impl Into<String>) -> AwsError {
    error("ResourceExistsException", message)
}

/// Tokens have words of their own; the rest is as everywhere.
pub fn violation(violations: &[Violation]) -> AwsError {
    let of_token = |v: &&Violation| {
        v.path.eq_ignore_ascii_case("clientRequestToken") && v.kind != ViolationKind::Missing
    };
    match violations.iter().find(of_token) {
        Some(_) => parameter("ClientRequestToken must be 32-64 characters long."),
        None => error("ValidationException", validate::message(violations)),
    }
}

pub fn no_secret() -> AwsError {
    missing("Secrets Manager can't find the specified secret.")
}

pub fn no_version(id: &str) -> AwsError {
    missing(format!(
        "Secrets Manager can't find the specified secret value for VersionId: {id}"
    ))
}

pub fn no_stage(label: &str) -> AwsError {
    missing(format!(
        "Secrets Manager can't find the specified secret value for staging label: {label}"
    ))
}

pub fn marked() -> AwsError {
    request("You can't perform this operation on the secret because it was marked for deletion.")
}

pub fn replica() -> AwsError {
    request(
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    )
}

pub fn no_token() -> AwsError {
    request("You must provide a ClientRequestToken value. We recommend a UUID-type value.")
}

pub fn token_used(token: &str, arn: &str) -> AwsError {
    exists(format!(
        "You can't use ClientRequestToken {token} because that value is already in use for a \
         version of secret {arn}."
    ))
}

pub fn next_token() -> AwsError {
    error("InvalidNextTokenException", "Invalid NextToken.")
}

pub fn public_policy() -> AwsError {
    error(
        "PublicPolicyException",
        "You can't attach a resource policy that allows broad access to the secret.",
    )
}

/// What KMS said when a value was to be sealed, or opened.
pub fn of_kms(why: AwsError, sealing: bool) -> AwsError {
    match &*why.code {
        "AccessDeniedException" => denied("Access to KMS is not allowed"),
        "DisabledException"
        | "KMSInvalidStateException"
        | "NotFoundException"
        | "InvalidKeyUsageException"
        | "KeyUnavailableException"
        | "IncorrectKeyException"
        | "InvalidCiphertextException" => unusable(sealing, &why),
        _ => why,
    }
}

fn unusable(sealing: bool, why: &AwsError) -> AwsError {
    let (code, doing) = match sealing {
        true => ("EncryptionFailure", "encrypt"),
        false => ("DecryptionFailure", "decrypt"),
    };
    error(
        code,
        format!(
            "Secrets Manager can't {doing} the protected secret text using the provided KMS key. {}",
            why.message
        ),
    )
}
