//! GetInstanceProfile: one profile with its role.

use super::row;
use crate::shapes::{GetInstanceProfileRequest, GetInstanceProfileResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetInstanceProfileRequest,
) -> Result<GetInstanceProfileResponse, AwsError> {
    let profile = row::find(cx, &input.instance_profile_name)?;
    Ok(GetInstanceProfileResponse {
        instance_profile: Some(row::shown(cx, &profile)?),
    })
}
