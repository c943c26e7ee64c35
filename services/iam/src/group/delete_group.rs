//! DeleteGroup: only an empty group that holds nothing can go.

use super::members;
use super::row::Group;
use crate::shapes::{DeleteGroupOutput, DeleteGroupRequest};
use crate::{entity, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteGroupRequest) -> Result<DeleteGroupOutput, AwsError> {
    let group = entity::find::<Group>(cx, &input.group_name)?;
    if !members::of(cx, &group.name, 1)?.is_empty() {
        return Err(errors::has_memberships());
    }
    entity::remove(cx, &group)?;
    Ok(DeleteGroupOutput {})
}
