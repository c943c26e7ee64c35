//! DeleteHostedConfigurationVersion. What was deployed of it stays deployed.

use super::row::{self, CONTENTS, VERSIONS};
use crate::{profile, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteHostedConfigurationVersionRequest,
) -> Result<shapes::DeleteHostedConfigurationVersionOutput, AwsError> {
    let profile = profile::open(cx, &input.application_id, &input.configuration_profile_id)?;
    let place = (
        profile.application.as_str(),
        profile.id.as_str(),
        input.version_number,
    );
    let version = row::open(cx, place)?;
    CONTENTS.delete(cx.tx, cx.scope(), &version.place())?;
    VERSIONS.delete(cx.tx, cx.scope(), &version.place())?;
    Ok(shapes::DeleteHostedConfigurationVersionOutput::default())
}
