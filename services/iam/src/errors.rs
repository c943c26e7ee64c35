//! One function for each way a call can be refused, in IAM's words.

use crate::entity::Kind;
use haneul_pipeline::AwsError;
use std::fmt::Display;

pub fn no_such_entity(message: String) -> AwsError {
    AwsError::new("NoSuchEntity", message).status(404)
}

pub fn already_exists(message: String) -> AwsError {
    AwsError::new("EntityAlreadyExists", message).status(409)
}

pub fn delete_conflict(message: &str) -> AwsError {
    AwsError::new("DeleteConflict", message).status(409)
}

pub fn limit_exceeded(message: String) -> AwsError {
    AwsError::new("LimitExceeded", message).status(409)
}

/// Keys and certificates are switched on or off; only AWS sets anything else.
pub fn active(status: &str) -> Result<bool, AwsError> {
    match status {
        "Active" => Ok(true),
        "Inactive" => Ok(false),
        other => Err(invalid_input(format!("Invalid status: {other}"))),
    }
}

pub fn invalid_input(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidInput", message).status(400)
}

pub fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message).status(400)
}

pub fn no_entity(kind: Kind, name: &str) -> AwsError {
    no_such_entity(format!(
        "The {} with name {name} cannot be found.",
        kind.word()
    ))
}

pub fn entity_exists(kind: Kind, name: &str) -> AwsError {
    let noun = match kind {
        Kind::User => "User",
        Kind::Group => "Group",
        Kind::Role => "Role",
    };
    already_exists(format!("{noun} with name {name} already exists."))
}

pub fn no_inline_policy(kind: Kind, name: &str) -> AwsError {
    no_such_entity(format!(
        "The {} policy with name {name} cannot be found.",
        kind.word()
    ))
}

pub fn no_policy(arn: &str) -> AwsError {
    no_such_entity(format!("Policy {arn} was not found."))
}

pub fn not_attachable(arn: &str) -> AwsError {
    no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
}

pub fn no_version(arn: &str, version: &str) -> AwsError {
    no_such_entity(format!(
        "Policy {arn} version {version} does not exist or is not attachable."
    ))
}

pub fn no_boundary_policy(arn: &str) -> AwsError {
    no_such_entity(format!(
        "Scope ARN: {arn} does not exist or is not attachable."
    ))
}

pub fn no_boundary(kind: Kind, name: &str) -> AwsError {
    no_such_entity(format!(
        "The {} {name} has no permissions boundary.",
        kind.word()
    ))
}

pub fn policy_exists(name: &str) -> AwsError {
    already_exists(format!(
        "A policy called {name} already exists. Duplicate names are not allowed."
    ))
}

pub fn no_instance_profile(name: &str) -> AwsError {
    no_such_entity(format!("Instance Profile {name} cannot be found."))
}

pub fn instance_profile_exists(name: &str) -> AwsError {
    already_exists(format!("Instance Profile {name} already exists."))
}

pub fn no_role_in_profile(profile: &str, role: &str) -> AwsError {
    no_such_entity(format!(
        "Role {role} in Instance Profile {profile} cannot be found."
    ))
}

pub fn no_access_key(id: &str) -> AwsError {
    no_such_entity(format!("The Access Key with id {id} cannot be found."))
}

pub fn alias_exists(alias: &str) -> AwsError {
    already_exists(format!("The account alias {alias} already exists."))
}

pub fn no_alias(alias: &str) -> AwsError {
    no_such_entity(format!("The account alias {alias} cannot be found."))
}

pub fn has_access_keys() -> AwsError {
    delete_conflict("Cannot delete entity, must delete access keys first.")
}

pub fn has_mfa_device() -> AwsError {
    delete_conflict("Cannot delete entity, must delete MFA device first.")
}

pub fn has_attached_policies() -> AwsError {
    delete_conflict("Cannot delete entity, must detach all policies first.")
}

pub fn has_inline_policies() -> AwsError {
    delete_conflict("Cannot delete entity, must delete policies first.")
}

/// Said of a user in groups as of a group with users.
pub fn has_memberships() -> AwsError {
    delete_conflict("Cannot delete entity, must remove users from group first.")
}

/// Said of a role in an instance profile as of a profile with a role.
pub fn has_instance_profile() -> AwsError {
    delete_conflict("Cannot delete entity, must remove roles from instance profile first.")
}

pub fn has_signing_certificates() -> AwsError {
    delete_conflict("Cannot delete entity, must delete signing certificates first.")
}

pub fn has_ssh_keys() -> AwsError {
    delete_conflict("Cannot delete entity, must delete SSH public keys first.")
}

pub fn has_service_credentials() -> AwsError {
    delete_conflict("Cannot delete entity, must delete service specific credentials first.")
}

pub fn policy_in_use() -> AwsError {
    delete_conflict("Cannot delete a policy attached to entities.")
}

pub fn has_versions() -> AwsError {
    delete_conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the \
         policy's versions. The default version is deleted with the policy.",
    )
}

pub fn is_default_version() -> AwsError {
    delete_conflict("Cannot delete the default version of a policy.")
}

pub fn too_many_versions() -> AwsError {
    limit_exceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must \
         delete an existing version."
            .to_owned(),
    )
}

pub fn quota(name: &str, limit: impl Display) -> AwsError {
    limit_exceeded(format!("Cannot exceed quota for {name}: {limit}"))
}

pub fn inline_too_large(kind: Kind, name: &str, limit: usize) -> AwsError {
    limit_exceeded(format!(
        "Maximum policy size of {limit} bytes exceeded for {} {name}",
        kind.word()
    ))
}

pub fn malformed(message: impl Into<String>) -> AwsError {
    AwsError::new("MalformedPolicyDocument", message).status(400)
}

pub fn invalid_principal(arn: &str) -> AwsError {
    malformed(format!("Invalid principal in policy: \"AWS\":\"{arn}\""))
}

pub fn invalid_arn(arn: &str) -> AwsError {
    invalid_input(format!("ARN {arn} is not valid."))
}

pub fn duplicate_tags() -> AwsError {
    invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
}

pub fn reserved_tag() -> AwsError {
    invalid_input("System tags cannot be added/updated by requester.")
}

/// AWS-managed policies belong to AWS.
pub fn not_yours(arn: &str) -> AwsError {
    AwsError::new(
        "AccessDenied",
        format!("The policy {arn} is managed by AWS and cannot be changed."),
    )
    .status(403)
}

/// Only AWS changes what belongs to its services.
pub fn protected(role: &str) -> AwsError {
    let message = format!(
        "Cannot perform the operation on the protected role '{role}' - this role is only \
         modifiable by AWS"
    );
    AwsError::new("UnmodifiableEntity", message).status(400)
}

pub fn policy_of_services() -> AwsError {
    let message = "Cannot attach a Service Role Policy to a Customer Role.";
    AwsError::new("PolicyNotAttachable", message).status(400)
}

pub fn invalid_marker() -> AwsError {
    validation("Invalid Marker.")
}

pub fn no_user_name() -> AwsError {
    validation("Must specify userName when calling with non-User credentials")
}

/// Credentials of GetSessionToken without a second factor mean nothing to IAM.
pub fn token_not_accepted() -> AwsError {
    AwsError::new(
        "InvalidClientTokenId",
        "The security token included in the request is invalid",
    )
    .status(403)
}
