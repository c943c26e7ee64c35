//! Operations: PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy.

use crate::errors;
use crate::registry::{self, Policy, Registry};
use crate::shapes::{
    DeleteResourcePolicyOutput, DeleteResourcePolicyRequest, GetResourcePolicyRequest,
    GetResourcePolicyResponse, PutResourcePolicyRequest, PutResourcePolicyResponse,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PolicyKind;
use haneul_runtime::ids;

pub fn put_resource_policy(
    cx: &mut Cx,
    input: PutResourcePolicyRequest,
) -> Result<PutResourcePolicyResponse, AwsError> {
    let mut registry = open(cx, input.registry_name)?;
    let known = registry.policy.as_ref().map(|policy| &policy.revision);
    if input.revision_id.is_some() && input.revision_id.as_ref() != known {
        return Err(errors::precondition());
    }
    if let Err(why) = haneul_policy::Policy::parse(&input.policy, PolicyKind::Resource) {
        return Err(errors::bad(format!("The policy is not valid: {why}")));
    }
    let policy = Policy {
        text: input.policy,
        revision: ids::uuid(cx.random()),
    };
    registry.policy = Some(policy.clone());
    registry::save(cx, &registry)?;
    Ok(PutResourcePolicyResponse {
        policy: Some(policy.text),
        revision_id: Some(policy.revision),
    })
}

pub fn get_resource_policy(
    cx: &mut Cx,
    input: GetResourcePolicyRequest,
) -> Result<GetResourcePolicyResponse, AwsError> {
    let registry = open(cx, input.registry_name)?;
    let missing = || errors::not_found("Resource policy of registry", &registry.name);
    let policy = registry.policy.clone().ok_or_else(missing)?;
    Ok(GetResourcePolicyResponse {
        policy: Some(policy.text),
        revision_id: Some(policy.revision),
    })
}

pub fn delete_resource_policy(
    cx: &mut Cx,
    input: DeleteResourcePolicyRequest,
) -> Result<DeleteResourcePolicyOutput, AwsError> {
    let mut registry = open(cx, input.registry_name)?;
    if registry.policy.take().is_none() {
        return Err(errors::not_found(
            "Resource policy of registry",
            &registry.name,
        ));
    }
    registry::save(cx, &registry)?;
    Ok(DeleteResourcePolicyOutput::default())
}

fn open(cx: &mut Cx, name: Option<String>) -> Result<Registry, AwsError> {
    match name {
        Some(name) => registry::open(cx, &name),
        None => Err(errors::bad("RegistryName must be given.")),
    }
}
