//! ListRoles: roles under a path, by name.

use super::row::{self, ROLES, Role};
use crate::page::Paging;
use crate::shapes::{ListRolesRequest, ListRolesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListRolesRequest) -> Result<ListRolesResponse, AwsError> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[prefix])?;
    let page = paging.of_table(cx, &ROLES, |role: &Role| role.path.starts_with(prefix))?;
    let roles = page.items.iter().map(|role| row::listed(cx, role));
    Ok(ListRolesResponse {
        roles: Some(roles.collect::<Result<_, _>>()?),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
