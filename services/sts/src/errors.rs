//! One function for each way a call can be refused, in STS's words.

use haneul_pipeline::{AwsError, Call};

pub fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message).status(400)
}

pub fn access_denied(message: impl Into<String>) -> AwsError {
    AwsError::new("AccessDenied", message).status(403)
}

/// A role that is not there is refused as one that does not trust the caller.
pub fn may_not_assume(call: &Call, role: &str) -> AwsError {
    let who = &call.caller.principal.arn;
    access_denied(format!(
        "User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
    ))
}

pub fn root_assumes_nothing() -> AwsError {
    access_denied("Roles may not be assumed by root accounts.")
}

/// Said of accounts that are no members, too.
pub fn may_not_assume_root(call: &Call, root: &str) -> AwsError {
    let who = &call.caller.principal.arn;
    access_denied(format!(
        "User: {who} is not authorized to perform: sts:AssumeRoot on resource: {root}"
    ))
}

pub fn root_assumes_no_root() -> AwsError {
    access_denied("AssumeRoot cannot be called with root user credentials.")
}

pub fn invalid_target(principal: &str) -> AwsError {
    validation(format!("{principal} is invalid"))
}

pub fn no_root_task(arn: &str) -> AwsError {
    validation(format!("The policy {arn} is not a root task policy."))
}

pub fn wrong_code() -> AwsError {
    access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code.")
}

pub fn not_their_device() -> AwsError {
    access_denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA \
         serial number is valid and associated with this user.",
    )
}

pub fn half_a_factor() -> AwsError {
    access_denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass \
         code.",
    )
}

pub fn not_with_session(operation: &str) -> AwsError {
    access_denied(format!("Cannot call {operation} with session credentials"))
}

pub fn invalid_role_arn(arn: &str) -> AwsError {
    validation(format!("{arn} is invalid"))
}

pub fn longer_than_role() -> AwsError {
    validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
}

pub fn longer_than_chain() -> AwsError {
    validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining.",
    )
}

pub fn malformed_policy(message: impl Into<String>) -> AwsError {
    AwsError::new("MalformedPolicyDocument", message).status(400)
}

pub fn no_session_policy(arn: &str) -> AwsError {
    validation(format!(
        "The policy {arn} does not exist or is not attachable."
    ))
}

pub fn too_many_policy_arns(limit: usize) -> AwsError {
    validation(format!(
        "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member \
         must have length less than or equal to {limit}"
    ))
}

pub fn packed_too_large(percent: i64) -> AwsError {
    AwsError::new(
        "PackedPolicyTooLarge",
        format!("Packed policy consumes {percent}% of allotted space, please use smaller policy."),
    )
    .status(400)
}

pub fn duplicate_tags() -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    )
    .status(400)
}

pub fn reserved_tag() -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        "Tag keys that begin with aws: are reserved for system use.",
    )
    .status(400)
}

pub fn unknown_transitive_key(key: &str) -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        format!("The specified transitive tag key must be included in the requested tags: {key}"),
    )
    .status(400)
}

/// A transitive tag of the session that calls cannot be given another value.
pub fn inherited_tag(key: &str) -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        format!(
            "One of the specified transitive tag keys can't be set because it conflicts with a \
             transitive tag key from the calling session: {key}"
        ),
    )
    .status(400)
}

pub fn other_source_identity() -> AwsError {
    access_denied("The source identity of a session cannot be changed by role chaining.")
}

pub fn unknown_access_key() -> AwsError {
    validation("The access key ID provided does not belong to any account of this cloud.")
}

/// Who was vouched for is let in by the role's trust policy alone, and learns nothing of it.
pub fn not_authorised(action: &str) -> AwsError {
    access_denied(format!("Not authorized to perform {action}"))
}

pub fn invalid_identity_token(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidIdentityToken", message).status(400)
}

pub fn no_web_token() -> AwsError {
    invalid_identity_token(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access \
         Token)",
    )
}

pub fn missing_claim(name: &str) -> AwsError {
    invalid_identity_token(format!("Missing a required claim: {name}"))
}

pub fn no_oidc_provider(issuer: &str) -> AwsError {
    let issuer: String = issuer.chars().take(255).collect();
    invalid_identity_token(format!(
        "No OpenIDConnect provider found in your account for {issuer}"
    ))
}

pub fn no_verification_key() -> AwsError {
    invalid_identity_token(
        "Couldn't retrieve verification key from your identity provider,  please reference \
         AssumeRoleWithWebIdentity documentation for requirements",
    )
}

pub fn wrong_thumbprint() -> AwsError {
    invalid_identity_token(
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    )
}

pub fn bad_token_signature() -> AwsError {
    invalid_identity_token("The ID Token's signature is not valid")
}

pub fn wrong_audience() -> AwsError {
    invalid_identity_token("Incorrect token audience")
}

pub fn unreachable_provider() -> AwsError {
    AwsError::new(
        "IDPCommunicationError",
        "The identity provider could not be reached to verify the incoming identity token",
    )
    .status(400)
}

pub fn token_expired(now: i64, expired: i64) -> AwsError {
    AwsError::new(
        "ExpiredTokenException",
        format!(
            "Token expired: current date/time {now} must be before the expiration date/time \
             {expired}"
        ),
    )
    .status(400)
}

pub fn token_not_yet_valid() -> AwsError {
    rejected_claim("The ID Token is not valid yet")
}

pub fn rejected_claim(message: impl Into<String>) -> AwsError {
    AwsError::new("IDPRejectedClaim", message).status(403)
}

pub fn bad_tag(key: &str) -> AwsError {
    let key: String = key.chars().take(128).collect();
    invalid_identity_token(format!("The session tag {key} is not valid"))
}

pub fn bad_source_identity() -> AwsError {
    invalid_identity_token(
        "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"",
    )
}

pub fn no_saml_response() -> AwsError {
    invalid_identity_token("Invalid SAML response")
}

pub fn no_saml_provider() -> AwsError {
    invalid_identity_token("Specified provider doesn't exist")
}

pub fn bad_saml_signature() -> AwsError {
    invalid_identity_token("Response signature invalid")
}

pub fn foreign_issuer() -> AwsError {
    invalid_identity_token("Issuer not present in specified provider")
}

pub fn no_audience() -> AwsError {
    invalid_identity_token("Response does not contain the required audience.")
}

pub fn no_recipient() -> AwsError {
    invalid_identity_token("Response is not meant for this recipient")
}

pub fn no_single_confirmation() -> AwsError {
    invalid_identity_token("Response must contain exactly one SubjectConfirmation.")
}

pub fn no_end_of_confirmation() -> AwsError {
    invalid_identity_token("SubjectConfirmationData does not contain NotOnOrAfter.")
}

pub fn no_session_name() -> AwsError {
    invalid_identity_token("RoleSessionName is required in AuthnResponse")
}

pub fn bad_session_name() -> AwsError {
    invalid_identity_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
}

pub fn assertion_too_old() -> AwsError {
    AwsError::new(
        "ExpiredTokenException",
        "Token must be redeemed within 5 minutes of issuance",
    )
    .status(400)
}

pub fn assertion_expired() -> AwsError {
    AwsError::new("ExpiredTokenException", "Response has expired").status(400)
}

pub fn assertion_too_early() -> AwsError {
    rejected_claim("The assertion is not valid yet")
}

pub fn no_authorization_message() -> AwsError {
    AwsError::new(
        "InvalidAuthorizationMessageException",
        "The encoded authorization message is not valid.",
    )
    .status(400)
}
