//! One function for each way a call can be refused, in the words of AWS Organizations.

use haneul_model::{Violation, ViolationKind};
use haneul_pipeline::AwsError;

fn plain(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn denied(message: impl Into<String>) -> AwsError {
    plain("AccessDeniedException", message)
}

/// For members who ask what only the management account may.
pub fn not_yours() -> AwsError {
    denied("You don't have permissions to access this resource.")
}

pub fn not_in_use() -> AwsError {
    plain(
        "AWSOrganizationsNotInUseException",
        "Your account is not a member of an organization.",
    )
}

pub fn already_in_organization() -> AwsError {
    plain(
        "AlreadyInOrganizationException",
        "The AWS account is already a member of an organization.",
    )
}

pub fn not_empty() -> AwsError {
    plain(
        "OrganizationNotEmptyException",
        "To delete an organization you must first remove all member accounts (except the master).",
    )
}

pub fn input(reason: &str, message: impl Into<String>) -> AwsError {
    plain("InvalidInputException", message).field("Reason", reason.to_owned())
}

pub fn constraint(reason: &str, message: impl Into<String>) -> AwsError {
    plain("ConstraintViolationException", message).field("Reason", reason.to_owned())
}

pub fn not_all_features() -> AwsError {
    constraint(
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
        "You attempted to perform an operation that requires the organization to have all \
         features enabled.",
    )
}

/// A call that would tag something of the organisation against its own tag policy.
pub fn tag_violation() -> AwsError {
    constraint(
        "TAG_POLICY_VIOLATION",
        "You attempted to create or update a resource with tags that are not compliant with the \
         tag policy requirements for this account.",
    )
}

pub fn handshake_constraint(reason: &str, message: impl Into<String>) -> AwsError {
    plain("HandshakeConstraintViolationException", message).field("Reason", reason.to_owned())
}

/// Only what is first wrong is told.
pub fn invalid(violations: &[Violation]) -> AwsError {
    let (reason, message) = match violations.first().map(|v| v.kind) {
        Some(ViolationKind::Missing) => ("INPUT_REQUIRED", "You must specify a value."),
        Some(ViolationKind::TooShort) => (
            "MIN_LENGTH_EXCEEDED",
            "You provided a value that is shorter than the minimum length.",
        ),
        Some(ViolationKind::TooLong) => (
            "MAX_LENGTH_EXCEEDED",
            "You provided a value that exceeds the maximum length.",
        ),
        Some(ViolationKind::TooSmall) => (
            "MIN_VALUE_EXCEEDED",
            "You provided a value that is less than the minimum value.",
        ),
        Some(ViolationKind::TooLarge) => (
            "MAX_VALUE_EXCEEDED",
            "You provided a value that exceeds the maximum value.",
        ),
        Some(ViolationKind::Enum) => ("INVALID_ENUM", "You specified an invalid value."),
        Some(ViolationKind::Element) => (
            "INVALID_LIST_MEMBER",
            "You specified an invalid value in a list.",
        ),
        _ => (
            "INVALID_PATTERN",
            "You provided a value that does not match the required pattern.",
        ),
    };
    input(reason, message)
}

pub fn next_token() -> AwsError {
    input(
        "INVALID_NEXT_TOKEN",
        "You specified an invalid NextToken value.",
    )
}

pub fn no_root() -> AwsError {
    plain(
        "RootNotFoundException",
        "You specified a root that doesn't exist.",
    )
}

pub fn no_parent() -> AwsError {
    plain(
        "ParentNotFoundException",
        "You specified parent that doesn't exist.",
    )
}

pub fn no_source_parent() -> AwsError {
    plain(
        "SourceParentNotFoundException",
        "You specified a source parent that doesn't exist.",
    )
}

pub fn no_destination_parent() -> AwsError {
    plain(
        "DestinationParentNotFoundException",
        "You specified a destination parent that doesn't exist.",
    )
}

pub fn no_child() -> AwsError {
    plain(
        "ChildNotFoundException",
        "You specified a child that doesn't exist.",
    )
}

pub fn no_target() -> AwsError {
    plain(
        "TargetNotFoundException",
        "You specified a target that doesn't exist.",
    )
}

pub fn no_unit() -> AwsError {
    plain(
        "OrganizationalUnitNotFoundException",
        "You specified an organizational unit that doesn't exist.",
    )
}

pub fn unit_exists() -> AwsError {
    plain(
        "DuplicateOrganizationalUnitException",
        "An OU with the same name already exists.",
    )
}

pub fn unit_not_empty() -> AwsError {
    plain(
        "OrganizationalUnitNotEmptyException",
        "The specified OU is not empty. Move all accounts to another root or to other OUs, remove \
         all child OUs, and try the operation again.",
    )
}

pub fn no_account() -> AwsError {
    plain(
        "AccountNotFoundException",
        "You specified an account that doesn't exist.",
    )
}

pub fn account_already_there() -> AwsError {
    plain(
        "DuplicateAccountException",
        "That account is already present in the specified destination.",
    )
}

pub fn no_creation() -> AwsError {
    plain(
        "CreateAccountStatusNotFoundException",
        "You specified a create account request that doesn't exist.",
    )
}

pub fn master_cannot_leave() -> AwsError {
    plain(
        "MasterCannotLeaveOrganizationException",
        "You can't remove a management account from an organization. If you want the management \
         account to become a member account in another organization, you must first delete the \
         current organization of the management account.",
    )
}

pub fn already_closed() -> AwsError {
    plain(
        "AccountAlreadyClosedException",
        "You attempted to close an account that is already closed.",
    )
}

pub fn no_policy() -> AwsError {
    plain(
        "PolicyNotFoundException",
        "You specified a policy that doesn't exist.",
    )
}

pub fn policy_exists() -> AwsError {
    plain(
        "DuplicatePolicyException",
        "A policy with the same name already exists.",
    )
}

pub fn policy_in_use() -> AwsError {
    plain(
        "PolicyInUseException",
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, \
         and accounts before performing this operation.",
    )
}

pub fn already_attached() -> AwsError {
    plain(
        "DuplicatePolicyAttachmentException",
        "The selected policy is already attached to the specified target.",
    )
}

pub fn not_attached() -> AwsError {
    plain(
        "PolicyNotAttachedException",
        "The policy isn't attached to the specified target in the specified root.",
    )
}

pub fn type_not_enabled() -> AwsError {
    plain(
        "PolicyTypeNotEnabledException",
        "This operation can be performed only for enabled policy types.",
    )
}

pub fn type_already_enabled() -> AwsError {
    plain(
        "PolicyTypeAlreadyEnabledException",
        "The specified policy type is already enabled.",
    )
}

pub fn type_not_available() -> AwsError {
    plain(
        "PolicyTypeNotAvailableForOrganizationException",
        "You can't use the specified policy type with the feature set currently enabled for this \
         organization.",
    )
}

pub fn malformed() -> AwsError {
    plain(
        "MalformedPolicyDocumentException",
        "The provided policy document does not meet the requirements of the specified policy type.",
    )
}

pub fn immutable_policy() -> AwsError {
    input(
        "IMMUTABLE_POLICY",
        "You specified a policy that is managed by AWS and cannot be changed.",
    )
}

pub fn no_effective_policy() -> AwsError {
    plain(
        "EffectivePolicyNotFoundException",
        "If you ran this action on the management account, this policy type is not enabled. If \
         you ran the action on a member account, the account doesn't have an effective policy of \
         this type.",
    )
}

pub fn no_resource_policy() -> AwsError {
    plain(
        "ResourcePolicyNotFoundException",
        "We can't find a resource policy request with the parameter that you specified.",
    )
}

pub fn no_handshake() -> AwsError {
    plain(
        "HandshakeNotFoundException",
        "You specified a handshake that doesn't exist.",
    )
}

pub fn handshake_exists() -> AwsError {
    plain(
        "DuplicateHandshakeException",
        "A handshake with the same action and target already exists.",
    )
}

pub fn handshake_already(state: &str) -> AwsError {
    plain(
        "HandshakeAlreadyInStateException",
        format!("The specified handshake is already in the {state} state."),
    )
}

pub fn handshake_cannot() -> AwsError {
    plain(
        "InvalidHandshakeTransitionException",
        "You can't perform the operation on the handshake in its current state.",
    )
}

pub fn not_registered() -> AwsError {
    plain(
        "AccountNotRegisteredException",
        "The provided account is not a registered delegated administrator for your organization.",
    )
}

pub fn already_registered() -> AwsError {
    plain(
        "AccountAlreadyRegisteredException",
        "The provided account is already a delegated administrator for your organization.",
    )
}
