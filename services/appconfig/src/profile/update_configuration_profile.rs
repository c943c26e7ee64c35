//! UpdateConfigurationProfile. An empty key takes the key away.

use super::{given, row};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateConfigurationProfileRequest,
) -> Result<shapes::ConfigurationProfile, AwsError> {
    let (application, id) = (&input.application_id, &input.configuration_profile_id);
    let mut profile = row::open(cx, application, id)?;
    profile.name = input.name.unwrap_or(profile.name);
    profile.description = input.description.or(profile.description);
    profile.role = input.retrieval_role_arn.or(profile.role);
    if input.validators.is_some() {
        profile.validators = given::validators(input.validators)?;
    }
    if input.kms_key_identifier.is_some() {
        profile.key = given::key(cx, input.kms_key_identifier)?;
    }
    row::save(cx, &profile)?;
    Ok(profile.shown())
}
