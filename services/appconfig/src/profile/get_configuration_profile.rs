//! GetConfigurationProfile.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetConfigurationProfileRequest,
) -> Result<shapes::ConfigurationProfile, AwsError> {
    let (application, id) = (input.application_id, input.configuration_profile_id);
    Ok(row::open(cx, &application, &id)?.shown())
}
