//! GetGroup: a group and a page of its members.

use super::row::{self, Group};
use crate::entity::{self, key};
use crate::page::Paging;
use crate::shapes::{GetGroupRequest, GetGroupResponse};
use crate::user::row::{self as user, USERS};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: GetGroupRequest) -> Result<GetGroupResponse, AwsError> {
    let group = entity::find::<Group>(cx, &input.group_name)?;
    let shape = [group.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let own = key(&group.name);
    let mut span = Span::prefix(&own);
    if let Some(after) = paging.after() {
        span = span.after(&(own.as_str(), after));
    }
    let (scope, limit) = (cx.account_scope(), paging.limit() + 1);
    let members = USERS.index_scan(cx.tx, scope, "group", span, limit, false)?;
    let page = paging
        .close(members)
        .map(|member| user::listed(cx, &member));
    Ok(GetGroupResponse {
        group: Some(row::shown(cx, &group)),
        users: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
