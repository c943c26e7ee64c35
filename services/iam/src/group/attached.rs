//! Managed policies of a group.
//!
//! Operations: AttachGroupPolicy, DetachGroupPolicy, ListAttachedGroupPolicies

use super::row::Group;
use crate::grants;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn attach_group_policy(
    cx: &mut Cx,
    input: AttachGroupPolicyRequest,
) -> Result<AttachGroupPolicyOutput, AwsError> {
    grants::attach::<Group>(cx, &input.group_name, &input.policy_arn)?;
    Ok(AttachGroupPolicyOutput {})
}

pub fn detach_group_policy(
    cx: &mut Cx,
    input: DetachGroupPolicyRequest,
) -> Result<DetachGroupPolicyOutput, AwsError> {
    grants::detach::<Group>(cx, &input.group_name, &input.policy_arn)?;
    Ok(DetachGroupPolicyOutput {})
}

pub fn list_attached_group_policies(
    cx: &mut Cx,
    input: ListAttachedGroupPoliciesRequest,
) -> Result<ListAttachedGroupPoliciesResponse, AwsError> {
    let prefix = input.path_prefix.as_deref();
    let shape = [input.group_name.as_str(), prefix.unwrap_or("/")];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = grants::list_attached::<Group>(cx, &input.group_name, prefix, &paging)?;
    Ok(ListAttachedGroupPoliciesResponse {
        attached_policies: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
