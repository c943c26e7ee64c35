//! Managed policies of a role.
//!
//! Operations: AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies

use super::row::Role;
use crate::grants;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn attach_role_policy(
    cx: &mut Cx,
    input: AttachRolePolicyRequest,
) -> Result<AttachRolePolicyOutput, AwsError> {
    grants::attach::<Role>(cx, &input.role_name, &input.policy_arn)?;
    Ok(AttachRolePolicyOutput {})
}

pub fn detach_role_policy(
    cx: &mut Cx,
    input: DetachRolePolicyRequest,
) -> Result<DetachRolePolicyOutput, AwsError> {
    grants::detach::<Role>(cx, &input.role_name, &input.policy_arn)?;
    Ok(DetachRolePolicyOutput {})
}

pub fn list_attached_role_policies(
    cx: &mut Cx,
    input: ListAttachedRolePoliciesRequest,
) -> Result<ListAttachedRolePoliciesResponse, AwsError> {
    let prefix = input.path_prefix.as_deref();
    let shape = [input.role_name.as_str(), prefix.unwrap_or("/")];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = grants::list_attached::<Role>(cx, &input.role_name, prefix, &paging)?;
    Ok(ListAttachedRolePoliciesResponse {
        attached_policies: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
