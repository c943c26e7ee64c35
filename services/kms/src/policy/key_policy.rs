//! Operations: PutKeyPolicy, GetKeyPolicy, ListKeyPolicies.
//!
//! A key has one policy, which is called `default`.

use super::rules;
use crate::shapes::{
    GetKeyPolicyRequest, GetKeyPolicyResponse, ListKeyPoliciesRequest, ListKeyPoliciesResponse,
    PutKeyPolicyRequest,
};
use crate::{errors, key};
use haneul_pipeline::{AwsError, Cx, Reply};

const NAME: &str = "default";

pub fn put_key_policy(cx: &mut Cx, input: PutKeyPolicyRequest) -> Result<Reply, AwsError> {
    check_name(input.policy_name.as_deref())?;
    let mut found = key::open_own(cx, &input.key_id)?;
    key::check_not_deleted(cx, &found)?;
    let bypass = input.bypass_policy_lockout_safety_check == Some(true);
    rules::check_new(cx, &found, &input.policy, bypass)?;
    found.key.policy = input.policy;
    key::put(cx, &found, &found.key)?;
    Ok(Reply::default())
}

pub fn get_key_policy(
    cx: &mut Cx,
    input: GetKeyPolicyRequest,
) -> Result<GetKeyPolicyResponse, AwsError> {
    check_name(input.policy_name.as_deref())?;
    let found = key::open_own(cx, &input.key_id)?;
    Ok(GetKeyPolicyResponse {
        policy: Some(found.key.policy),
        policy_name: Some(NAME.to_owned()),
    })
}

pub fn list_key_policies(
    cx: &mut Cx,
    input: ListKeyPoliciesRequest,
) -> Result<ListKeyPoliciesResponse, AwsError> {
    key::open_own(cx, &input.key_id)?;
    Ok(ListKeyPoliciesResponse {
        policy_names: Some(vec![NAME.to_owned()]),
        truncated: Some(false),
        next_marker: None,
    })
}

fn check_name(name: Option<&str>) -> Result<(), AwsError> {
    match name {
        None | Some(NAME) => Ok(()),
        Some(_) => Err(errors::no_policy()),
    }
}
