//! CreateUser: a user without any rights.

use super::row::{self, User};
use crate::entity::{self, Entity, Held};
use crate::shapes::{CreateUserRequest, CreateUserResponse};
use crate::{boundary, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, input: CreateUserRequest) -> Result<CreateUserResponse, AwsError> {
    let tags = tags::first(input.tags, "TagsPerUser")?;
    entity::make_room::<User>(cx, &input.user_name)?;
    let user = User {
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        id: ids::unique_id(cx.random(), "AIDA"),
        created: entity::now(cx),
        tags,
        boundary: input.permissions_boundary,
        groups: Vec::new(),
        held: Held::default(),
        password_last_used: None,
        name: input.user_name,
    };
    if let Some(arn) = &user.boundary {
        boundary::link(cx, User::KIND, &user.name, arn)?;
    }
    entity::save(cx, &user)?;
    Ok(CreateUserResponse {
        user: Some(row::shown(cx, &user)),
    })
}
