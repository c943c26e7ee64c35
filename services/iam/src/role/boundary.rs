//! The permissions boundary of a role.
//!
//! Operations: PutRolePermissionsBoundary, DeleteRolePermissionsBoundary

use super::row::Role;
use crate::boundary;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn put_role_permissions_boundary(
    cx: &mut Cx,
    input: PutRolePermissionsBoundaryRequest,
) -> Result<PutRolePermissionsBoundaryOutput, AwsError> {
    boundary::put::<Role>(cx, &input.role_name, input.permissions_boundary)?;
    Ok(PutRolePermissionsBoundaryOutput {})
}

pub fn delete_role_permissions_boundary(
    cx: &mut Cx,
    input: DeleteRolePermissionsBoundaryRequest,
) -> Result<DeleteRolePermissionsBoundaryOutput, AwsError> {
    boundary::delete::<Role>(cx, &input.role_name)?;
    Ok(DeleteRolePermissionsBoundaryOutput {})
}
