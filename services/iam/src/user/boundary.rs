//! The permissions boundary of a user.
//!
//! Operations: PutUserPermissionsBoundary, DeleteUserPermissionsBoundary

use super::row::User;
use crate::boundary;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn put_user_permissions_boundary(
    cx: &mut Cx,
    input: PutUserPermissionsBoundaryRequest,
) -> Result<PutUserPermissionsBoundaryOutput, AwsError> {
    boundary::put::<User>(cx, &input.user_name, input.permissions_boundary)?;
    Ok(PutUserPermissionsBoundaryOutput {})
}

pub fn delete_user_permissions_boundary(
    cx: &mut Cx,
    input: DeleteUserPermissionsBoundaryRequest,
) -> Result<DeleteUserPermissionsBoundaryOutput, AwsError> {
    boundary::delete::<User>(cx, &input.user_name)?;
    Ok(DeleteUserPermissionsBoundaryOutput {})
}
