//! Operations: PutResourcePolicy, GetResourcePolicies, DeleteResourcePolicy

use crate::errors;
use crate::limits;
use crate::parameter::row::{self, Parameter, Shared, Tier};
use crate::shapes::{
    DeleteResourcePolicyRequest, DeleteResourcePolicyResponse, GetResourcePoliciesRequest,
    GetResourcePoliciesResponse, GetResourcePoliciesResponseEntry, PutResourcePolicyRequest,
    PutResourcePolicyResponse,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy, PolicyKind};
use haneul_runtime::ids;
use sha2::{Digest, Sha256};

pub fn put_resource_policy(
    cx: &mut Cx,
    input: PutResourcePolicyRequest,
) -> Result<PutResourcePolicyResponse, AwsError> {
    let mut parameter = open(cx, &input.resource_arn)?;
    if parameter.tier != Tier::Advanced {
        return Err(errors::policy_parameter(
            "Only parameters of the advanced-parameter tier can be shared.",
        ));
    }
    if let Err(why) = Policy::parse(&input.policy, PolicyKind::Resource) {
        return Err(errors::bad_policy(format!(
            "The policy is not valid: {why}"
        )));
    }
    let id = match (input.policy_id, input.policy_hash, &parameter.shared) {
        (None, None, Some(_)) => {
            return Err(errors::policy_limit()
                .field("Limit", limits::RESOURCE_POLICIES as i64)
                .field("LimitType", "policies".to_owned()));
        }
        (None, None, None) => ids::uuid(cx.random()),
        (Some(id), Some(hash), Some(known)) if known.id == id => match known.hash == hash {
            true => id,
            false => return Err(errors::policy_conflict()),
        },
        (Some(_), Some(_), _) => return Err(errors::no_policy()),
        _ => {
            return Err(errors::policy_parameter(
                "PolicyId and PolicyHash must be given together.",
            ));
        }
    };
    let hash = hex::encode(Sha256::digest(&input.policy));
    parameter.shared = Some(Shared {
        id: id.clone(),
        hash: hash.clone(),
        text: input.policy,
    });
    row::save(cx, &parameter)?;
    Ok(PutResourcePolicyResponse {
        policy_id: Some(id),
        policy_hash: Some(hash),
    })
}

pub fn get_resource_policies(
    cx: &mut Cx,
    input: GetResourcePoliciesRequest,
) -> Result<GetResourcePoliciesResponse, AwsError> {
    if input.next_token.is_some() {
        return Err(errors::policy_parameter("The specified token isn't valid."));
    }
    let parameter = open(cx, &input.resource_arn)?;
    let shown = parameter
        .shared
        .map(|shared| GetResourcePoliciesResponseEntry {
            policy_id: Some(shared.id),
            policy_hash: Some(shared.hash),
            policy: Some(shared.text),
        });
    Ok(GetResourcePoliciesResponse {
        next_token: None,
        policies: Some(shown.into_iter().collect()),
    })
}

pub fn delete_resource_policy(
    cx: &mut Cx,
    input: DeleteResourcePolicyRequest,
) -> Result<DeleteResourcePolicyResponse, AwsError> {
    if input.deletion_mode.is_some() {
        return Err(AwsError::not_implemented("DeletionMode"));
    }
    let mut parameter = open(cx, &input.resource_arn)?;
    let known = parameter
        .shared
        .take()
        .filter(|known| known.id == input.policy_id);
    let known = known.ok_or_else(errors::no_policy)?;
    if known.hash != input.policy_hash {
        return Err(errors::policy_conflict());
    }
    row::save(cx, &parameter)?;
    Ok(DeleteResourcePolicyResponse::default())
}

fn open(cx: &mut Cx, arn: &str) -> Result<Parameter, AwsError> {
    let found = match arn.starts_with("arn:") {
        true => row::find_own(cx, arn).ok().flatten(),
        false => None,
    };
    found.ok_or_else(|| errors::no_resource(arn))
}
