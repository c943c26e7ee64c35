//! Operations: PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, ValidateResourcePolicy

use crate::place::{self, Found};
use crate::secret::row;
use crate::shapes::{
    DeleteResourcePolicyRequest, DeleteResourcePolicyResponse, GetResourcePolicyRequest,
    GetResourcePolicyResponse, PutResourcePolicyRequest, PutResourcePolicyResponse,
    ValidateResourcePolicyRequest, ValidateResourcePolicyResponse, ValidationErrorsEntry,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy, PolicyKind};

pub fn put_resource_policy(
    cx: &mut Cx,
    input: PutResourcePolicyRequest,
) -> Result<PutResourcePolicyResponse, AwsError> {
    unnamed(input.policy_name.as_deref())?;
    let mut found = place::primary(cx, &input.secret_id)?;
    let policy = parse(&input.resource_policy)?;
    if input.block_public_policy == Some(true) && policy.is_public() {
        return Err(errors::public_policy());
    }
    set(cx, &mut found, Some(input.resource_policy))?;
    Ok(PutResourcePolicyResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        policy_name: None,
    })
}

pub fn get_resource_policy(
    cx: &mut Cx,
    input: GetResourcePolicyRequest,
) -> Result<GetResourcePolicyResponse, AwsError> {
    unnamed(input.policy_name.as_deref())?;
    let found = place::alive(cx, &input.secret_id)?;
    Ok(GetResourcePolicyResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        resource_policy: found.secret.policy,
        policy_name: None,
    })
}

pub fn delete_resource_policy(
    cx: &mut Cx,
    input: DeleteResourcePolicyRequest,
) -> Result<DeleteResourcePolicyResponse, AwsError> {
    unnamed(input.policy_name.as_deref())?;
    let mut found = place::primary(cx, &input.secret_id)?;
    set(cx, &mut found, None)?;
    Ok(DeleteResourcePolicyResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        policy_name: None,
    })
}

pub fn validate_resource_policy(
    cx: &mut Cx,
    input: ValidateResourcePolicyRequest,
) -> Result<ValidateResourcePolicyResponse, AwsError> {
    if let Some(id) = &input.secret_id {
        place::alive(cx, id)?;
    }
    let policy = parse(&input.resource_policy)?;
    let wrong = policy.is_public().then(|| ValidationErrorsEntry {
        check_name: Some("PUBLIC_POLICY".to_owned()),
        error_message: Some(errors::public_policy().message),
    });
    Ok(ValidateResourcePolicyResponse {
        policy_validation_passed: Some(wrong.is_none()),
        validation_errors: Some(wrong.into_iter().collect()),
    })
}

/// A secret has one policy here, which has no name.
fn unnamed(name: Option<&str>) -> Result<(), AwsError> {
    match name {
        Some(_) => Err(AwsError::not_implemented("PolicyName")),
        None => Ok(()),
    }
}

fn parse(text: &str) -> Result<Policy, AwsError> {
    if text.len() > limits::POLICY_BYTES {
        return Err(errors::malformed(
            "The resource policy exceeds the limit of 20480 bytes.",
        ));
    }
    Policy::parse(text, PolicyKind::Resource).map_err(|why| {
        errors::malformed(format!(
            "This resource policy contains a syntax error: {why}"
        ))
    })
}

fn set(cx: &mut Cx, found: &mut Found, policy: Option<String>) -> Result<(), AwsError> {
    found.secret.policy = policy;
    found.secret.changed = cx.now();
    row::save(cx, found)
}
