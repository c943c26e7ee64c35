//! One function for each way a call can be refused, in AWS's words.

use haneul_model::{Violation, validate};
use haneul_pipeline::AwsError;

fn error(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    error("ValidationException", message)
}

pub fn violation(violations: &[Violation]) -> AwsError {
    invalid(validate::message(violations))
}

pub fn denied(message: impl Into<String>) -> AwsError {
    error("AccessDeniedException", message)
}

/// AWS says no more.
pub fn not_found() -> AwsError {
    error("ParameterNotFound", "")
}

pub fn no_version(name: &str, version: &str) -> AwsError {
    error(
        "ParameterVersionNotFound",
        format!(
            "Systems Manager could not find version {version} of {name}. Verify the version and try \
             again."
        ),
    )
}

pub fn no_label(name: &str, label: &str) -> AwsError {
    error(
        "ParameterVersionNotFound",
        format!(
            "Systems Manager could not find label {label} for parameter {name}. Verify the label \
             and try again."
        ),
    )
}

pub fn no_secret(id: &str) -> AwsError {
    error(
        "ParameterNotFound",
        format!(
            "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret {id} \
             not found."
        ),
    )
}

pub fn exists() -> AwsError {
    error(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the \
         request to true.",
    )
}

pub fn other_type() -> AwsError {
    error(
        "HierarchyTypeMismatchException",
        "Parameter Store does not support changing a parameter type in a hierarchy. For example, \
         you can't change a parameter from a String type to a SecureString type. You must create a \
         new, unique parameter.",
    )
}

pub fn too_deep() -> AwsError {
    error(
        "HierarchyLevelLimitExceededException",
        "A hierarchy can have a maximum of 15 levels.",
    )
}

pub fn pattern(pattern: &str) -> AwsError {
    error(
        "ParameterPatternMismatchException",
        format!("Parameter value, cannot be validated against allowedPattern: {pattern}"),
    )
}

pub fn bad_pattern(pattern: &str) -> AwsError {
    error(
        "InvalidAllowedPatternException",
        format!("The allowed pattern is not a regular expression: {pattern}"),
    )
}

pub fn versions(name: &str) -> AwsError {
    error(
        "ParameterMaxVersionLimitExceeded",
        format!(
            "You attempted to create a new version of {name} by calling the PutParameter API with \
             the overwrite flag. Version 1, the oldest version, can't be deleted because it has a \
             label associated with it. Move the label to another version of the parameter, and try \
             again."
        ),
    )
}

pub fn labels() -> AwsError {
    error(
        "ParameterVersionLabelLimitExceeded",
        "A parameter version can have maximum 10 labels.Move one or more labels to another version \
         and try again.",
    )
}

pub fn policy_type(kind: &str) -> AwsError {
    error(
        "InvalidPolicyTypeException",
        format!(
            "The policy type is invalid: {kind}. Parameter Store supports the following policy \
             types: Expiration, ExpirationNotification, and NoChangeNotification."
        ),
    )
}

pub fn policy_attribute(what: &str) -> AwsError {
    error("InvalidPolicyAttributeException", what)
}

pub fn policies_disagree(what: &str) -> AwsError {
    error("IncompatiblePolicyException", what)
}

pub fn too_many_policies() -> AwsError {
    error(
        "PoliciesLimitExceededException",
        "You specified more than the maximum number of allowed policies for the parameter. The \
         maximum is 10.",
    )
}

pub fn filter_key(key: &str, valid: &str) -> AwsError {
    error(
        "InvalidFilterKey",
        format!(
            "The following filter key is not valid: {key}. Valid filter keys include: [{valid}]."
        ),
    )
}

pub fn filter_option(option: &str, valid: &str) -> AwsError {
    error(
        "InvalidFilterOption",
        format!(
            "The following filter option is not valid: {option}. Valid options include: [{valid}]."
        ),
    )
}

pub fn filter_value(message: &str) -> AwsError {
    error("InvalidFilterValue", message)
}

pub fn next_token() -> AwsError {
    error("InvalidNextToken", "The specified token isn't valid.")
}

pub fn resource_id(id: &str) -> AwsError {
    error(
        "InvalidResourceId",
        format!("The resource {id} does not exist."),
    )
}

pub fn too_many_tags() -> AwsError {
    error(
        "TooManyTagsError",
        "The Targets parameter includes too many tags.",
    )
}

pub fn no_setting(id: &str) -> AwsError {
    error(
        "ServiceSettingNotFound",
        format!("The specified service setting wasn't found: {id}"),
    )
}

pub fn no_resource(arn: &str) -> AwsError {
    error(
        "ResourceNotFoundException",
        format!("The resource {arn} was not found."),
    )
}

pub fn bad_policy(message: impl Into<String>) -> AwsError {
    error("MalformedResourcePolicyDocumentException", message)
}

pub fn policy_parameter(message: &str) -> AwsError {
    error("ResourcePolicyInvalidParameterException", message)
}

pub fn policy_conflict() -> AwsError {
    error(
        "ResourcePolicyConflictException",
        "The hash provided in the call doesn't match the stored hash.",
    )
}

pub fn no_policy() -> AwsError {
    error(
        "ResourcePolicyNotFoundException",
        "No policies with matching policy ID and hash could be found.",
    )
}

pub fn policy_limit() -> AwsError {
    error(
        "ResourcePolicyLimitExceededException",
        "The PutResourcePolicy API action enforces a limit of one policy for a resource.",
    )
}

/// What KMS said of a key.
pub fn of_kms(why: AwsError) -> AwsError {
    let code = why.code.clone();
    let told = format!(
        "{} (Service: Kms, Status Code: 400, Error Code: {code})",
        why.message
    );
    match &*code {
        "AccessDeniedException" => denied(told),
        "DisabledException"
        | "KMSInvalidStateException"
        | "NotFoundException"
        | "InvalidKeyUsageException"
        | "KeyUnavailableException"
        | "IncorrectKeyException"
        | "InvalidCiphertextException" => error("InvalidKeyId", told),
        _ => why,
    }
}
