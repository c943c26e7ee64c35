//! GetHostedConfigurationVersion.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetHostedConfigurationVersionRequest,
) -> Result<shapes::HostedConfigurationVersion, AwsError> {
    let home = (&*input.application_id, &*input.configuration_profile_id);
    let version = row::numbered(cx, home, input.version_number)?;
    let content = row::content(cx, &version)?.open(cx)?;
    Ok(version.shown(Some(content)))
}
