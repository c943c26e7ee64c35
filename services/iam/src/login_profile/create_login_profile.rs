//! CreateLoginProfile: a user's first password.

use super::errors;
use super::hash::Recipe;
use super::password::{is_of_root, user};
use super::row::{self, LoginProfile};
use crate::entity;
use crate::shapes::{CreateLoginProfileRequest, CreateLoginProfileResponse};
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: CreateLoginProfileRequest,
) -> Result<CreateLoginProfileResponse, AwsError> {
    let name = input.user_name.as_deref();
    let password = edge.read(|cx| {
        let (user, password) = newcomer(cx, name, input.password.as_deref())?;
        row::check(cx, &user, password)?;
        Ok::<_, AwsError>(password.to_owned())
    })?;
    let recipe = Recipe::new(&edge.cloud.random);
    let hash = recipe.hash(&password).await?;
    let answer = edge.answer(|cx| {
        let (user, _) = newcomer(cx, name, Some(&password))?;
        let now = entity::now(cx);
        let mut profile = LoginProfile {
            created: now,
            changed: now,
            reset_required: input.password_reset_required.unwrap_or(false),
            recipe: recipe.clone(),
            hashes: Vec::new(),
        };
        profile.set(cx, &user, &password, hash.clone())?;
        row::save(cx, &user, &profile)?;
        Ok(CreateLoginProfileResponse {
            login_profile: Some(row::shown(&user, &profile)),
        })
    });
    answer.await
}

/// Somebody who has no password yet, and the one they are to have.
fn newcomer<'p>(
    cx: &mut Cx,
    name: Option<&str>,
    password: Option<&'p str>,
) -> Result<(User, &'p str), AwsError> {
    if is_of_root(cx, name) {
        return Err(AwsError::not_implemented(
            "iam:CreateLoginProfile for a root user",
        ));
    }
    let user = user(cx, name)?;
    let password = password.ok_or_else(errors::no_password)?;
    match row::look(cx, &user)? {
        Some(_) => Err(errors::login_profile_exists(&user.name)),
        None => Ok((user, password)),
    }
}
