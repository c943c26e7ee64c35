//! CreateRole: a role with its trust policy.

use super::row::{self, Role};
use super::trust;
use crate::entity::{self, Entity, Held};
use crate::shapes::{CreateRoleRequest, CreateRoleResponse};
use crate::{boundary, limits, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, input: CreateRoleRequest) -> Result<CreateRoleResponse, AwsError> {
    let tags = tags::first(input.tags, "TagsPerRole")?;
    let trust = trust::bind(cx, input.assume_role_policy_document)?;
    entity::make_room::<Role>(cx, &input.role_name)?;
    let role = Role {
        name: input.role_name,
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        id: ids::unique_id(cx.random(), "AROA"),
        created: entity::now(cx),
        trust,
        description: input.description,
        max_session_seconds: input
            .max_session_duration
            .unwrap_or(limits::SESSION_SECONDS_DEFAULT),
        tags,
        boundary: input.permissions_boundary,
        held: Held::default(),
    };
    if let Some(arn) = &role.boundary {
        boundary::link(cx, Role::KIND, &role.name, arn)?;
    }
    entity::save(cx, &role)?;
    Ok(CreateRoleResponse {
        role: Some(row::shown(cx, &role)?),
    })
}
