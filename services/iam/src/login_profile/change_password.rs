//! ChangePassword: a user's own, with the old one shown.

use super::row::{self, LoginProfile};
use super::{attempts, errors};
use crate::shapes::{ChangePasswordOutput, ChangePasswordRequest};
use crate::user::row::{self as user, User};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: ChangePasswordRequest,
) -> Result<ChangePasswordOutput, AwsError> {
    for _ in 0..attempts::TRIES {
        let (_, before) = edge.read(own)?;
        let old = before.recipe.hash(&input.old_password).await?;
        let new = before.recipe.hash(&input.new_password).await?;
        let done = edge.answer(|cx| {
            let (user, mut profile) = own(cx)?;
            attempts::unchanged(&before, &profile)?;
            if !profile.is(&old) {
                return Err(errors::wrong_old_password());
            }
            profile.set(cx, &user, &input.new_password, new.clone())?;
            profile.reset_required = false;
            row::save(cx, &user, &profile)?;
            Ok(ChangePasswordOutput {})
        });
        match done.await {
            Err(error) if attempts::is_changed(&error) => {}
            done => return done,
        }
    }
    Err(attempts::too_many())
}

/// Whoever calls, with their password.
fn own(cx: &mut Cx) -> Result<(User, LoginProfile), AwsError> {
    let user = user::caller(cx)?.ok_or_else(errors::only_users_change)?;
    let profile = row::find(cx, &user)?;
    Ok((user, profile))
}
