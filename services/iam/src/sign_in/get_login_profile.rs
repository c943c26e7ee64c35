//! GetLoginProfile: no user has a password yet.

use crate::access_key::row::Owner;
use crate::errors;
use crate::shapes::{GetLoginProfileRequest, GetLoginProfileResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetLoginProfileRequest,
) -> Result<GetLoginProfileResponse, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    Err(errors::no_login_profile(&owner.name().unwrap_or_default()))
}
