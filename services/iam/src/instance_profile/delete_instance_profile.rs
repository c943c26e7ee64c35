//! DeleteInstanceProfile: only a profile without a role can go.

use super::row::{self, PROFILES};
use crate::entity::key;
use crate::shapes::{DeleteInstanceProfileOutput, DeleteInstanceProfileRequest};
use crate::{count, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteInstanceProfileRequest,
) -> Result<DeleteInstanceProfileOutput, AwsError> {
    let profile = row::find(cx, &input.instance_profile_name)?;
    if profile.role.is_some() {
        return Err(errors::has_instance_profile());
    }
    let scope = cx.account_scope();
    PROFILES.delete(cx.tx, scope, &key(&profile.name))?;
    count::remove(cx, "instance-profile")?;
    Ok(DeleteInstanceProfileOutput {})
}
