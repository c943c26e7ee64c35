//! DeleteHostedConfigurationVersion. What was deployed of it stays deployed.

use super::row::{self, CONTENTS, VERSIONS};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteHostedConfigurationVersionRequest,
) -> Result<shapes::DeleteHostedConfigurationVersionOutput, AwsError> {
    let home = (&*input.application_id, &*input.configuration_profile_id);
    let version = row::numbered(cx, home, input.version_number)?;
    CONTENTS.delete(cx.tx, cx.scope(), &version.place())?;
    VERSIONS.delete(cx.tx, cx.scope(), &version.place())?;
    Ok(shapes::DeleteHostedConfigurationVersionOutput::default())
}
