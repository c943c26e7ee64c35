//! GetHostedConfigurationVersion.

use super::row;
use crate::{profile, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetHostedConfigurationVersionRequest,
) -> Result<shapes::HostedConfigurationVersion, AwsError> {
    let profile = profile::open(cx, &input.application_id, &input.configuration_profile_id)?;
    let place = (
        profile.application.as_str(),
        profile.id.as_str(),
        input.version_number,
    );
    let version = row::open(cx, place)?;
    let content = row::content(cx, &version)?.open(cx)?;
    Ok(version.shown(Some(content)))
}
