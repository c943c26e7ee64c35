//! What of a role can be changed.
//!
//! Operations: UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy

use super::row::{self, Role};
use super::trust;
use crate::shapes::*;
use crate::{entity, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn update_role(cx: &mut Cx, input: UpdateRoleRequest) -> Result<UpdateRoleResponse, AwsError> {
    let mut role = entity::find::<Role>(cx, &input.role_name)?;
    if let Some(description) = input.description {
        role.description = Some(description);
    }
    if let Some(seconds) = input.max_session_duration {
        if role.is_service_linked() {
            return Err(errors::protected(&role.name));
        }
        role.max_session_seconds = seconds;
    }
    entity::save(cx, &role)?;
    Ok(UpdateRoleResponse {})
}

pub fn update_role_description(
    cx: &mut Cx,
    input: UpdateRoleDescriptionRequest,
) -> Result<UpdateRoleDescriptionResponse, AwsError> {
    let mut role = entity::find::<Role>(cx, &input.role_name)?;
    role.description = Some(input.description);
    entity::save(cx, &role)?;
    Ok(UpdateRoleDescriptionResponse {
        role: Some(row::shown(cx, &role)?),
    })
}

pub fn update_assume_role_policy(
    cx: &mut Cx,
    input: UpdateAssumeRolePolicyRequest,
) -> Result<UpdateAssumeRolePolicyOutput, AwsError> {
    let mut role = entity::find_own::<Role>(cx, &input.role_name)?;
    role.trust = trust::bind(cx, input.policy_document)?;
    entity::save(cx, &role)?;
    Ok(UpdateAssumeRolePolicyOutput {})
}
