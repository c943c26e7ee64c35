//! DeleteRole: only a role that holds nothing and is in no instance profile can go.

use super::row::Role;
use crate::instance_profile::row as profiles;
use crate::shapes::{DeleteRoleOutput, DeleteRoleRequest};
use crate::{boundary, entity, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteRoleRequest) -> Result<DeleteRoleOutput, AwsError> {
    let role = entity::find_own::<Role>(cx, &input.role_name)?;
    if !profiles::with_role(cx, &role.name)?.is_empty() {
        return Err(errors::has_instance_profile());
    }
    entity::remove(cx, &role)?;
    boundary::drop_link(cx, &role)?;
    Ok(DeleteRoleOutput {})
}
