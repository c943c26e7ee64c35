//! DeleteUser: only a user who holds nothing and belongs nowhere can go.

use super::row::User;
use crate::access_key::row as keys;
use crate::shapes::{DeleteUserOutput, DeleteUserRequest};
use crate::{boundary, entity, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteUserRequest) -> Result<DeleteUserOutput, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    if !user.groups.is_empty() {
        return Err(errors::has_memberships());
    }
    if !keys::of(cx, &user.id)?.is_empty() {
        return Err(errors::has_access_keys());
    }
    entity::remove(cx, &user)?;
    boundary::drop_link(cx, &user)?;
    Ok(DeleteUserOutput {})
}
