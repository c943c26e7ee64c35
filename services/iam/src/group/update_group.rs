//! UpdateGroup: another name or path. Members follow.

use super::members;
use super::row::{GROUPS, Group};
use crate::entity::{self, Entity, key};
use crate::shapes::{UpdateGroupOutput, UpdateGroupRequest};
use crate::{errors, grants};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateGroupRequest) -> Result<UpdateGroupOutput, AwsError> {
    let old = entity::find::<Group>(cx, &input.group_name)?;
    let mut new = old.clone();
    new.path = input.new_path.unwrap_or(new.path);
    new.name = input.new_group_name.unwrap_or(new.name);
    if key(&new.name) != key(&old.name) {
        if entity::look::<Group>(cx, &new.name)?.is_some() {
            return Err(errors::entity_exists(Group::KIND, &new.name));
        }
        take_members_along(cx, &old.name, &new.name)?;
        let scope = cx.account_scope();
        GROUPS.delete(cx.tx, scope, &key(&old.name))?;
    }
    grants::rename(cx, &old, &new.name)?;
    entity::save(cx, &new)?;
    Ok(UpdateGroupOutput {})
}

fn take_members_along(cx: &mut Cx, old: &str, new: &str) -> Result<(), AwsError> {
    for mut user in members::of(cx, old, usize::MAX)? {
        user.groups.retain(|group| *group != key(old));
        user.groups.push(key(new));
        user.groups.sort();
        entity::save(cx, &user)?;
    }
    Ok(())
}
