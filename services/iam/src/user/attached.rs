//! Managed policies of a user.
//!
//! Operations: AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies

use super::row::User;
use crate::grants;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn attach_user_policy(
    cx: &mut Cx,
    input: AttachUserPolicyRequest,
) -> Result<AttachUserPolicyOutput, AwsError> {
    grants::attach::<User>(cx, &input.user_name, &input.policy_arn)?;
    Ok(AttachUserPolicyOutput {})
}

pub fn detach_user_policy(
    cx: &mut Cx,
    input: DetachUserPolicyRequest,
) -> Result<DetachUserPolicyOutput, AwsError> {
    grants::detach::<User>(cx, &input.user_name, &input.policy_arn)?;
    Ok(DetachUserPolicyOutput {})
}

pub fn list_attached_user_policies(
    cx: &mut Cx,
    input: ListAttachedUserPoliciesRequest,
) -> Result<ListAttachedUserPoliciesResponse, AwsError> {
    let prefix = input.path_prefix.as_deref();
    let shape = [input.user_name.as_str(), prefix.unwrap_or("/")];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = grants::list_attached::<User>(cx, &input.user_name, prefix, &paging)?;
    Ok(ListAttachedUserPoliciesResponse {
        attached_policies: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
