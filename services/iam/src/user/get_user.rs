//! GetUser: one user; without a name, whoever calls.

use super::row::{self, User};
use crate::shapes::{self, GetUserRequest, GetUserResponse};
use crate::{entity, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetUserRequest) -> Result<GetUserResponse, AwsError> {
    let user = match input.user_name {
        Some(name) => {
            let user = entity::find::<User>(cx, &name)?;
            row::shown(cx, &user)
        }
        None if cx.caller().is_root() => root(cx),
        None => {
            let user = row::caller(cx)?.ok_or_else(errors::no_user_name)?;
            row::shown(cx, &user)
        }
    };
    Ok(GetUserResponse { user: Some(user) })
}

/// The root user has neither name nor path.
fn root(cx: &Cx) -> shapes::User {
    let own = cx.cloud.account();
    let created = (own.id == cx.account()).then_some(own.created);
    shapes::User {
        user_id: Some(cx.account().to_owned()),
        arn: Some(cx.caller().principal.arn.clone()),
        create_date: Some(created.unwrap_or_default()),
        ..shapes::User::default()
    }
}
