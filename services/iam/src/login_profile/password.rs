//! A user's password shown, as far as it is, and taken away.
//!
//! Operations: GetLoginProfile, DeleteLoginProfile

use super::errors;
use super::row::{self, PROFILES};
use crate::access_key::row::Owner;
use crate::errors::no_user_name;
use crate::shapes::*;
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};

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
pub fn is_of_root(cx: &Cx, name: Option<&str>) -> bool {
    name.is_none() && cx.caller().is_assumed_root()
}

/// The root user's password is the console's affair.
pub fn user(cx: &mut Cx, name: Option<&str>) -> Result<User, AwsError> {
    if is_of_root(cx, name) {
        return Err(errors::no_login_profile("root"));
    }
    let owner = Owner::named(cx, name)?;
    owner.user.ok_or_else(no_user_name)
}
