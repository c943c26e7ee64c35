//! ListGroupsForUser: the groups a user is in.

use super::row::User;
use crate::entity;
use crate::group::row::{self, GROUPS};
use crate::page::Paging;
use crate::shapes::{ListGroupsForUserRequest, ListGroupsForUserResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListGroupsForUserRequest,
) -> Result<ListGroupsForUserResponse, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let shape = [user.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let scope = cx.account_scope();
    let mut groups = Vec::new();
    for key in &user.groups {
        if let Some(group) = GROUPS.get(cx.tx, scope, key)? {
            groups.push((key.clone(), row::shown(cx, &group)));
        }
    }
    let page = paging.of(groups);
    Ok(ListGroupsForUserResponse {
        groups: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
