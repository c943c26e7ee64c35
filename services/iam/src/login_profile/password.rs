//! A user's password: made, shown, changed by an administrator, taken away.
//!
//! Operations: CreateLoginProfile, GetLoginProfile, UpdateLoginProfile, DeleteLoginProfile

use super::errors;
use super::hash::Recipe;
use super::row::{self, LoginProfile, PROFILES};
use crate::access_key::row::Owner;
use crate::entity;
use crate::errors::no_user_name;
use crate::shapes::*;
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};

pub fn create_login_profile(
    cx: &mut Cx,
    input: CreateLoginProfileRequest,
) -> Result<CreateLoginProfileResponse, AwsError> {
    if is_of_root(cx, input.user_name.as_deref()) {
        return Err(AwsError::not_implemented(
            "iam:CreateLoginProfile for a root user",
        ));
    }
    let user = user(cx, input.user_name.as_deref())?;
    let password = input.password.ok_or_else(errors::no_password)?;
    if row::look(cx, &user)?.is_some() {
        return Err(errors::login_profile_exists(&user.name));
    }
    let now = entity::now(cx);
    let mut profile = LoginProfile {
        created: now,
        changed: now,
        reset_required: input.password_reset_required.unwrap_or(false),
        recipe: Recipe::new(cx.random()),
        hashes: Vec::new(),
    };
    profile.set(cx, &user, &password)?;
    row::save(cx, &user, &profile)?;
    Ok(CreateLoginProfileResponse {
        login_profile: Some(row::shown(&user, &profile)),
    })
}

pub fn get_login_profile(
    cx: &mut Cx,
    input: GetLoginProfileRequest,
) -> Result<GetLoginProfileResponse, AwsError> {
    let user = user(cx, input.user_name.as_deref())?;
    let profile = row::find(cx, &user)?;
    Ok(GetLoginProfileResponse {
        login_profile: Some(row::shown(&user, &profile)),
    })
}

pub fn update_login_profile(
    cx: &mut Cx,
    input: UpdateLoginProfileRequest,
) -> Result<UpdateLoginProfileOutput, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let mut profile = row::find(cx, &user)?;
    if let Some(password) = &input.password {
        profile.set(cx, &user, password)?;
    }
    if let Some(required) = input.password_reset_required {
        profile.reset_required = required;
    }
    row::save(cx, &user, &profile)?;
    Ok(UpdateLoginProfileOutput {})
}

pub fn delete_login_profile(
    cx: &mut Cx,
    input: DeleteLoginProfileRequest,
) -> Result<DeleteLoginProfileOutput, AwsError> {
    let user = user(cx, input.user_name.as_deref())?;
    row::find(cx, &user)?;
    let scope = cx.account_scope();
    PROFILES.delete(cx.tx, scope, &user.id)?;
    Ok(DeleteLoginProfileOutput {})
}

/// A root user's session for one task means the root user, who signs in with keys alone.
fn is_of_root(cx: &Cx, name: Option<&str>) -> bool {
    name.is_none() && cx.caller().is_assumed_root()
}

/// The root user's password is the console's affair.
fn user(cx: &mut Cx, name: Option<&str>) -> Result<User, AwsError> {
    if is_of_root(cx, name) {
        return Err(errors::no_login_profile("root"));
    }
    let owner = Owner::named(cx, name)?;
    owner.user.ok_or_else(no_user_name)
}
