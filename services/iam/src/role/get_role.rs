//! GetRole: one role.

use super::row::{self, Role};
use crate::entity;
use crate::shapes::{self, GetRoleRequest, GetRoleResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetRoleRequest) -> Result<GetRoleResponse, AwsError> {
    let role = entity::find::<Role>(cx, &input.role_name)?;
    let shown = row::shown(cx, &role)?;
    Ok(GetRoleResponse {
        role: Some(shapes::Role {
            role_last_used: Some(row::last_used(cx, &role)?),
            ..shown
        }),
    })
}
