//! Operations: PutPolicy, GetPolicy, DeletePolicy.

use super::row::{self, POLICIES, Policy};
use crate::shapes::{
    DeletePolicyOutput, DeletePolicyRequest, GetPolicyRequest, GetPolicyResponse, PutPolicyOutput,
    PutPolicyRequest,
};
use crate::{authority, errors};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PolicyKind;

pub fn put_policy(cx: &mut Cx, input: PutPolicyRequest) -> Result<PutPolicyOutput, AwsError> {
    let (place, _) = authority::open(cx, &input.resource_arn)?;
    if let Err(why) = haneul_policy::Policy::parse(&input.policy, PolicyKind::Resource) {
        return Err(errors::policy(format!("The policy is not valid: {why}")));
    }
    let scope = place.scope(cx);
    let policy = Policy { text: input.policy };
    POLICIES.put(cx.tx, scope, &place.id, &policy)?;
    Ok(PutPolicyOutput::default())
}

pub fn get_policy(cx: &mut Cx, input: GetPolicyRequest) -> Result<GetPolicyResponse, AwsError> {
    let (place, _) = authority::open(cx, &input.resource_arn)?;
    let found = row::find(cx, &place)?;
    let found = found
        .ok_or_else(|| errors::not_found(format!("No policy found for {}", input.resource_arn)))?;
    Ok(GetPolicyResponse {
        policy: Some(found),
    })
}

pub fn delete_policy(
    cx: &mut Cx,
    input: DeletePolicyRequest,
) -> Result<DeletePolicyOutput, AwsError> {
    let (place, _) = authority::open(cx, &input.resource_arn)?;
    let scope = place.scope(cx);
    POLICIES.delete(cx.tx, scope, &place.id)?;
    Ok(DeletePolicyOutput::default())
}
