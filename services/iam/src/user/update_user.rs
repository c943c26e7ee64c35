//! UpdateUser: another name or path. Keys and memberships follow.

use super::row::{USERS, User};
use crate::access_key::row as keys;
use crate::entity::{self, Entity, key};
use crate::shapes::{UpdateUserOutput, UpdateUserRequest};
use crate::usage::{self, Usage};
use crate::{errors, grants};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateUserRequest) -> Result<UpdateUserOutput, AwsError> {
    let old = entity::find::<User>(cx, &input.user_name)?;
    let mut new = old.clone();
    new.path = input.new_path.unwrap_or(new.path);
    new.name = input.new_user_name.unwrap_or(new.name);
    if new == old {
        return Ok(UpdateUserOutput {});
    }
    if key(&new.name) != key(&old.name) {
        if entity::look::<User>(cx, &new.name)?.is_some() {
            return Err(errors::entity_exists(User::KIND, &new.name));
        }
        let scope = cx.account_scope();
        USERS.delete(cx.tx, scope, &key(&old.name))?;
    }
    grants::rename(cx, &old, &new.name)?;
    if let Some(arn) = &old.boundary {
        usage::unlink(cx, arn, Usage::Boundary, User::KIND, &old.name)?;
        usage::link(cx, arn, Usage::Boundary, User::KIND, &new.name)?;
    }
    entity::save(cx, &new)?;
    let arn = entity::arn_of(cx, &new);
    keys::follow(cx, &new.id, &arn)?;
    Ok(UpdateUserOutput {})
}
