//! UpdateLoginProfile: another password for a user, from an administrator.

use super::attempts;
use super::hash::Hash;
use super::row::{self, LoginProfile};
use crate::entity;
use crate::shapes::{UpdateLoginProfileOutput, UpdateLoginProfileRequest};
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: UpdateLoginProfileRequest,
) -> Result<UpdateLoginProfileOutput, AwsError> {
    for _ in 0..attempts::TRIES {
        let (_, before) = edge.read(|cx| {
            let (user, profile) = found(cx, &input.user_name)?;
            if let Some(password) = &input.password {
                row::check(cx, &user, password)?;
            }
            Ok::<_, AwsError>((user, profile))
        })?;
        let hash = match &input.password {
            Some(password) => Some(before.recipe.hash(password).await?),
            None => None,
        };
        let done = edge.answer(|cx| {
            let (user, profile) = found(cx, &input.user_name)?;
            attempts::unchanged(&before, &profile)?;
            change(cx, &input, user, profile, hash.clone())
        });
        match done.await {
            Err(error) if attempts::is_changed(&error) => {}
            done => return done,
        }
    }
    Err(attempts::too_many())
}

fn found(cx: &mut Cx, name: &str) -> Result<(User, LoginProfile), AwsError> {
    let user = entity::find::<User>(cx, name)?;
    let profile = row::find(cx, &user)?;
    Ok((user, profile))
}

fn change(
    cx: &mut Cx,
    input: &UpdateLoginProfileRequest,
    user: User,
    mut profile: LoginProfile,
    hash: Option<Hash>,
) -> Result<UpdateLoginProfileOutput, AwsError> {
    if let (Some(password), Some(hash)) = (&input.password, hash) {
        profile.set(cx, &user, password, hash)?;
    }
    if let Some(required) = input.password_reset_required {
        profile.reset_required = required;
    }
    row::save(cx, &user, &profile)?;
    Ok(UpdateLoginProfileOutput {})
}
