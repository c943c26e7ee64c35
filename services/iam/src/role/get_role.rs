//! GetRole: one role.

use super::row::{self, Role};
use crate::entity;
use crate::shapes::{GetRoleRequest, GetRoleResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetRoleRequest) -> Result<GetRoleResponse, AwsError> {
    let role = entity::find::<Role>(cx, &input.role_name)?;
    Ok(GetRoleResponse {
        role: Some(row::shown(cx, &role)?),
    })
}
