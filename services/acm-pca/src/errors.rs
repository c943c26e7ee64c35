//! One function for each way a call can be refused.

use haneul_pipeline::AwsError;

fn error(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn validation(message: impl Into<String>) -> AwsError {
    error("ValidationException", message)
}

pub fn arguments(message: impl Into<String>) -> AwsError {
    error("InvalidArgsException", message)
}

pub fn arn(arn: &str) -> AwsError {
    error("InvalidArnException", format!("Invalid ARN: {arn}"))
}

pub fn no_authority(arn: &str) -> AwsError {
    not_found(format!(
        "Could not find certificate authority with ARN {arn}"
    ))
}

pub fn not_found(message: impl Into<String>) -> AwsError {
    error("ResourceNotFoundException", message)
}

pub fn state(message: impl Into<String>) -> AwsError {
    error("InvalidStateException", message)
}

pub fn not_for_issuing() -> AwsError {
    state("The certificate authority is not in a valid state for issuing certificates")
}

pub fn in_progress(message: impl Into<String>) -> AwsError {
    error("RequestInProgressException", message)
}

pub fn limit(message: impl Into<String>) -> AwsError {
    error("LimitExceededException", message)
}

pub fn bad_request(message: impl Into<String>) -> AwsError {
    error("InvalidRequestException", message)
}

pub fn bad_csr(message: impl Into<String>) -> AwsError {
    error("MalformedCSRException", message)
}

pub fn bad_certificate(message: impl Into<String>) -> AwsError {
    error("MalformedCertificateException", message)
}

pub fn mismatch(message: impl Into<String>) -> AwsError {
    error("CertificateMismatchException", message)
}

pub fn policy(message: impl Into<String>) -> AwsError {
    error("InvalidPolicyException", message)
}

pub fn tag(message: impl Into<String>) -> AwsError {
    error("InvalidTagException", message)
}

pub fn too_many_tags() -> AwsError {
    error(
        "TooManyTagsException",
        "You can associate up to 50 tags with a private CA.",
    )
}

pub fn page() -> AwsError {
    error("InvalidNextTokenException", "The token is not valid.")
}

pub fn processed() -> AwsError {
    error(
        "RequestAlreadyProcessedException",
        "The certificate was already revoked.",
    )
}

pub fn permission_exists() -> AwsError {
    error(
        "PermissionAlreadyExistsException",
        "The designated permission has already been given to the user.",
    )
}
