//! Who is in a group.
//!
//! Operations: AddUserToGroup, RemoveUserFromGroup

use super::row::Group;
use crate::entity::{self, key};
use crate::shapes::*;
use crate::user::row::{USERS, User};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::key_bytes;

/// Adding a member again changes nothing.
pub fn add_user_to_group(
    cx: &mut Cx,
    input: AddUserToGroupRequest,
) -> Result<AddUserToGroupOutput, AwsError> {
    let group = entity::find::<Group>(cx, &input.group_name)?;
    let mut user = entity::find::<User>(cx, &input.user_name)?;
    let group = key(&group.name);
    if let Err(place) = user.groups.binary_search(&group) {
        if user.groups.len() >= limits::GROUPS_PER_USER {
            return Err(errors::quota("GroupsPerUser", limits::GROUPS_PER_USER));
        }
        user.groups.insert(place, group);
        entity::save(cx, &user)?;
    }
    Ok(AddUserToGroupOutput {})
}

/// Removing somebody who is no member changes nothing.
pub fn remove_user_from_group(
    cx: &mut Cx,
    input: RemoveUserFromGroupRequest,
) -> Result<RemoveUserFromGroupOutput, AwsError> {
    let group = entity::find::<Group>(cx, &input.group_name)?;
    let mut user = entity::find::<User>(cx, &input.user_name)?;
    user.groups.retain(|own| *own != key(&group.name));
    entity::save(cx, &user)?;
    Ok(RemoveUserFromGroupOutput {})
}

/// Up to `limit` members, by name.
pub fn of(cx: &mut Cx, group: &str, limit: usize) -> Result<Vec<User>, AwsError> {
    let scope = cx.account_scope();
    let prefix = key_bytes(&key(group));
    let members = USERS.by_index(cx.tx, scope, "group", &prefix, limit)?;
    Ok(members.into_iter().map(|(_, user)| user).collect())
}
