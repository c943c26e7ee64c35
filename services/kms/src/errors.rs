//! One function for each way a call can be refused.

use haneul_pipeline::AwsError;

fn error(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    error("ValidationException", message)
}

pub fn no_key(arn: &str) -> AwsError {
    error("NotFoundException", format!("Key '{arn}' does not exist"))
}

pub fn no_alias(arn: &str) -> AwsError {
    error("NotFoundException", format!("Alias {arn} is not found."))
}

pub fn invalid_key_id(given: &str) -> AwsError {
    error("NotFoundException", format!("Invalid keyId '{given}'"))
}

/// An ARN of another Region or partition.
pub fn arn_elsewhere(part: &str) -> AwsError {
    error("NotFoundException", format!("Invalid arn {part}"))
}

pub fn arn(message: impl Into<String>) -> AwsError {
    error("InvalidArnException", message)
}

pub fn alias_where_key() -> AwsError {
    arn("Key Aliases are not supported for this operation.")
}

pub fn disabled(arn: &str) -> AwsError {
    error("DisabledException", format!("{arn} is disabled."))
}

pub fn state(arn: &str, what: &str) -> AwsError {
    error("KMSInvalidStateException", format!("{arn} {what}"))
}

/// It says nothing: whoever sent it learns only that it is no good.
pub fn ciphertext() -> AwsError {
    error("InvalidCiphertextException", "")
}

pub fn ciphertext_of_nobody() -> AwsError {
    error(
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in \
         this region, or you are not allowed to access.",
    )
}

pub fn incorrect_key() -> AwsError {
    error(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )
}

pub fn key_usage(arn: &str, usage: &str, operation: &str) -> AwsError {
    error(
        "InvalidKeyUsageException",
        format!("{arn} key usage is {usage} which is not valid for {operation}."),
    )
}

pub fn algorithm(name: &str, spec: &str) -> AwsError {
    error(
        "InvalidKeyUsageException",
        format!("Algorithm {name} and key spec {spec} are incompatible."),
    )
}

pub fn unsupported(message: impl Into<String>) -> AwsError {
    error("UnsupportedOperationException", message)
}

pub fn dry_run() -> AwsError {
    error(
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    )
}

pub fn signature() -> AwsError {
    error("KMSInvalidSignatureException", "")
}

pub fn mac() -> AwsError {
    error("KMSInvalidMacException", "")
}

pub fn alias_exists(arn: &str) -> AwsError {
    error(
        "AlreadyExistsException",
        format!("An alias with the name {arn} already exists"),
    )
}

pub fn exists(message: impl Into<String>) -> AwsError {
    error("AlreadyExistsException", message)
}

/// The names that AWS keeps for itself.
pub fn alias_reserved() -> AwsError {
    error("NotAuthorizedException", "")
}

pub fn alias_name() -> AwsError {
    error(
        "InvalidAliasNameException",
        "Alias must match the pattern ^(alias/)[a-zA-Z0-9/_-]+$",
    )
}

pub fn tag(message: impl Into<String>) -> AwsError {
    error("TagException", message)
}

pub fn limit(message: impl Into<String>) -> AwsError {
    error("LimitExceededException", message)
}

pub fn marker() -> AwsError {
    error("InvalidMarkerException", "The marker is not valid.")
}

pub fn policy(message: impl Into<String>) -> AwsError {
    error("MalformedPolicyDocumentException", message)
}

pub fn locked_out() -> AwsError {
    policy("The new key policy will not allow you to update the key policy in the future.")
}

pub fn grant_token() -> AwsError {
    error("InvalidGrantTokenException", "Invalid grant token")
}

pub fn no_grant(id: &str, key: &str) -> AwsError {
    error(
        "NotFoundException",
        format!("Grant ID {id} not found for key {key}"),
    )
}

pub fn import_token() -> AwsError {
    error("InvalidImportTokenException", "Invalid import token")
}

pub fn import_token_expired() -> AwsError {
    error(
        "ExpiredImportTokenException",
        "The import token has expired.",
    )
}

pub fn incorrect_material() -> AwsError {
    error(
        "IncorrectKeyMaterialException",
        "The key material in the request is not the expected key material.",
    )
}

pub fn conflict(message: impl Into<String>) -> AwsError {
    error("ConflictException", message)
}

pub fn no_policy() -> AwsError {
    error("NotFoundException", "No such policy exists")
}
