//! ListUsers: users under a path, by name.

use super::row::{self, USERS, User};
use crate::page::Paging;
use crate::shapes::{ListUsersRequest, ListUsersResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListUsersRequest) -> Result<ListUsersResponse, AwsError> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[prefix])?;
    let under = |user: &User| user.path.starts_with(prefix);
    let page = paging.of_table(cx, &USERS, under)?;
    let page = page.map(|user| row::listed(cx, &user));
    Ok(ListUsersResponse {
        users: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
