//! UpdateExtension: of one version.

use super::{actions, row};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateExtensionRequest,
) -> Result<shapes::Extension, AwsError> {
    let mut extension = row::open(cx, &input.extension_identifier, input.version_number)?;
    extension.description = input.description.or(extension.description);
    if let Some(given) = input.actions {
        extension.actions = actions::read(given)?;
    }
    if input.parameters.is_some() {
        extension.parameters = actions::parameters(input.parameters)?;
    }
    row::save(cx, &extension)?;
    Ok(extension.shown(cx))
}
