//! ListGroups: groups under a path, by name.

use super::row::{self, GROUPS, Group};
use crate::page::Paging;
use crate::shapes::{ListGroupsRequest, ListGroupsResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListGroupsRequest) -> Result<ListGroupsResponse, AwsError> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[prefix])?;
    let under = |group: &Group| group.path.starts_with(prefix);
    let page = paging.of_table(cx, &GROUPS, under)?;
    let page = page.map(|group| row::shown(cx, &group));
    Ok(ListGroupsResponse {
        groups: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
