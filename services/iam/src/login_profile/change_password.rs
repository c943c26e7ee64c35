//! ChangePassword: a user's own, with the old one shown.

use super::{errors, row};
use crate::shapes::{ChangePasswordOutput, ChangePasswordRequest};
use crate::user::row as user;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ChangePasswordRequest) -> Result<ChangePasswordOutput, AwsError> {
    let user = user::caller(cx)?.ok_or_else(errors::only_users_change)?;
    let mut profile = row::find(cx, &user)?;
    if !profile.verify(&input.old_password) {
        return Err(errors::wrong_old_password());
    }
    profile.set(cx, &user, &input.new_password)?;
    profile.reset_required = false;
    row::save(cx, &user, &profile)?;
    Ok(ChangePasswordOutput {})
}
