//! Inline policies of a user.
//!
//! Operations: PutUserPolicy, GetUserPolicy, DeleteUserPolicy, ListUserPolicies

use super::row::User;
use crate::grants;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn put_user_policy(
    cx: &mut Cx,
    input: PutUserPolicyRequest,
) -> Result<PutUserPolicyOutput, AwsError> {
    let user_name = &input.user_name;
    grants::put_inline::<User>(cx, user_name, &input.policy_name, &input.policy_document)?;
    Ok(PutUserPolicyOutput {})
}

pub fn get_user_policy(
    cx: &mut Cx,
    input: GetUserPolicyRequest,
) -> Result<GetUserPolicyResponse, AwsError> {
    let (user, document) = grants::get_inline::<User>(cx, &input.user_name, &input.policy_name)?;
    Ok(GetUserPolicyResponse {
        user_name: Some(user.name),
        policy_name: Some(input.policy_name),
        policy_document: Some(document),
    })
}

pub fn delete_user_policy(
    cx: &mut Cx,
    input: DeleteUserPolicyRequest,
) -> Result<DeleteUserPolicyOutput, AwsError> {
    grants::delete_inline::<User>(cx, &input.user_name, &input.policy_name)?;
    Ok(DeleteUserPolicyOutput {})
}

pub fn list_user_policies(
    cx: &mut Cx,
    input: ListUserPoliciesRequest,
) -> Result<ListUserPoliciesResponse, AwsError> {
    let shape = [input.user_name.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = grants::list_inline::<User>(cx, &input.user_name, &paging)?;
    Ok(ListUserPoliciesResponse {
        policy_names: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
