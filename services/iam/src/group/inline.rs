//! Inline policies of a group.
//!
//! Operations: PutGroupPolicy, GetGroupPolicy, DeleteGroupPolicy, ListGroupPolicies

use super::row::Group;
use crate::grants;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn put_group_policy(
    cx: &mut Cx,
    input: PutGroupPolicyRequest,
) -> Result<PutGroupPolicyOutput, AwsError> {
    let group_name = &input.group_name;
    grants::put_inline::<Group>(cx, group_name, &input.policy_name, &input.policy_document)?;
    Ok(PutGroupPolicyOutput {})
}

pub fn get_group_policy(
    cx: &mut Cx,
    input: GetGroupPolicyRequest,
) -> Result<GetGroupPolicyResponse, AwsError> {
    let (group, document) = grants::get_inline::<Group>(cx, &input.group_name, &input.policy_name)?;
    Ok(GetGroupPolicyResponse {
        group_name: Some(group.name),
        policy_name: Some(input.policy_name),
        policy_document: Some(document),
    })
}

pub fn delete_group_policy(
    cx: &mut Cx,
    input: DeleteGroupPolicyRequest,
) -> Result<DeleteGroupPolicyOutput, AwsError> {
    grants::delete_inline::<Group>(cx, &input.group_name, &input.policy_name)?;
    Ok(DeleteGroupPolicyOutput {})
}

pub fn list_group_policies(
    cx: &mut Cx,
    input: ListGroupPoliciesRequest,
) -> Result<ListGroupPoliciesResponse, AwsError> {
    let shape = [input.group_name.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = grants::list_inline::<Group>(cx, &input.group_name, &paging)?;
    Ok(ListGroupPoliciesResponse {
        policy_names: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
