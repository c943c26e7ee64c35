//! The role in a profile; there is room for one.
//!
//! Operations: AddRoleToInstanceProfile, RemoveRoleFromInstanceProfile

use super::row;
use crate::entity::{self, key};
use crate::errors;
use crate::role::row::Role;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn add_role_to_instance_profile(
    cx: &mut Cx,
    input: AddRoleToInstanceProfileRequest,
) -> Result<AddRoleToInstanceProfileOutput, AwsError> {
    let mut profile = row::find(cx, &input.instance_profile_name)?;
    let role = entity::find_own::<Role>(cx, &input.role_name)?;
    if profile.role.is_some() {
        return Err(errors::quota("InstanceSessionsPerInstanceProfile", 1));
    }
    profile.role = Some(role.name);
    row::save(cx, &profile)?;
    Ok(AddRoleToInstanceProfileOutput {})
}

pub fn remove_role_from_instance_profile(
    cx: &mut Cx,
    input: RemoveRoleFromInstanceProfileRequest,
) -> Result<RemoveRoleFromInstanceProfileOutput, AwsError> {
    let mut profile = row::find(cx, &input.instance_profile_name)?;
    let role = entity::find_own::<Role>(cx, &input.role_name)?;
    let held = profile.role.as_deref().map(key);
    if held != Some(key(&role.name)) {
        return Err(errors::no_role_in_profile(&profile.name, &role.name));
    }
    profile.role = None;
    row::save(cx, &profile)?;
    Ok(RemoveRoleFromInstanceProfileOutput {})
}
