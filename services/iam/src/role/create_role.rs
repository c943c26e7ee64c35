//! CreateRole: a role with its trust policy.

use super::row::{self, OF_SERVICES, Role};
use super::trust;
use crate::entity::{self, Entity, Held};
use crate::shapes::{CreateRoleRequest, CreateRoleResponse};
use crate::{boundary, errors, limits, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, input: CreateRoleRequest) -> Result<CreateRoleResponse, AwsError> {
    if input
        .path
        .as_deref()
        .is_some_and(|path| path.starts_with(OF_SERVICES))
    {
        return Err(errors::invalid_input(format!(
            "Roles with the path {OF_SERVICES} are made with CreateServiceLinkedRole."
        )));
    }
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
