//! Inline policies of a role.
//!
//! Operations: PutRolePolicy, GetRolePolicy, DeleteRolePolicy, ListRolePolicies

use super::row::Role;
use crate::grants;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn put_role_policy(
    cx: &mut Cx,
    input: PutRolePolicyRequest,
) -> Result<PutRolePolicyOutput, AwsError> {
    let role_name = &input.role_name;
    grants::put_inline::<Role>(cx, role_name, &input.policy_name, &input.policy_document)?;
    Ok(PutRolePolicyOutput {})
}

pub fn get_role_policy(
    cx: &mut Cx,
    input: GetRolePolicyRequest,
) -> Result<GetRolePolicyResponse, AwsError> {
    let (role, document) = grants::get_inline::<Role>(cx, &input.role_name, &input.policy_name)?;
    Ok(GetRolePolicyResponse {
        role_name: Some(role.name),
        policy_name: Some(input.policy_name),
        policy_document: Some(document),
    })
}

pub fn delete_role_policy(
    cx: &mut Cx,
    input: DeleteRolePolicyRequest,
) -> Result<DeleteRolePolicyOutput, AwsError> {
    grants::delete_inline::<Role>(cx, &input.role_name, &input.policy_name)?;
    Ok(DeleteRolePolicyOutput {})
}

pub fn list_role_policies(
    cx: &mut Cx,
    input: ListRolePoliciesRequest,
) -> Result<ListRolePoliciesResponse, AwsError> {
    let shape = [input.role_name.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = grants::list_inline::<Role>(cx, &input.role_name, &paging)?;
    Ok(ListRolePoliciesResponse {
        policy_names: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
