//! UpdateExtensionAssociation: other values of its parameters.

use super::{row, values};
use crate::{extension, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateExtensionAssociationRequest,
) -> Result<shapes::ExtensionAssociation, AwsError> {
    let mut association = row::open(cx, &input.extension_association_id)?;
    if let Some(parameters) = input.parameters {
        let version = Some(association.version);
        let extension = extension::open(cx, &association.extension, version)?;
        values::check(&extension, &parameters)?;
        association.parameters = parameters;
    }
    row::save(cx, &association)?;
    Ok(association.shown(cx))
}
