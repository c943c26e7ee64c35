//! Profiles under a path, and profiles with a role.
//!
//! Operations: ListInstanceProfiles, ListInstanceProfilesForRole

use super::row::{self, PROFILES, Profile};
use crate::entity;
use crate::page::Paging;
use crate::role::row::Role;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn list_instance_profiles(
    cx: &mut Cx,
    input: ListInstanceProfilesRequest,
) -> Result<ListInstanceProfilesResponse, AwsError> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[prefix])?;
    let under = |profile: &Profile| profile.path.starts_with(prefix);
    let page = paging.of_table(cx, &PROFILES, under)?;
    Ok(ListInstanceProfilesResponse {
        instance_profiles: Some(all(cx, &page.items)?),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

pub fn list_instance_profiles_for_role(
    cx: &mut Cx,
    input: ListInstanceProfilesForRoleRequest,
) -> Result<ListInstanceProfilesForRoleResponse, AwsError> {
    let role = entity::find::<Role>(cx, &input.role_name)?;
    let shape = [role.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = paging.of(row::with_role(cx, &role.name)?);
    Ok(ListInstanceProfilesForRoleResponse {
        instance_profiles: Some(all(cx, &page.items)?),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

fn all(cx: &mut Cx, profiles: &[Profile]) -> Result<Vec<InstanceProfile>, AwsError> {
    profiles.iter().map(|p| row::listed(cx, p)).collect()
}
