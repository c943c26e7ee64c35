//! CreateExtensionAssociation.

use super::row::{self, ASSOCIATIONS, Association};
use super::values;
use crate::{application, environment, errors, extension, id, limits, profile, shapes, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::CreateExtensionAssociationRequest,
) -> Result<shapes::ExtensionAssociation, AwsError> {
    let (named, version) = (&input.extension_identifier, input.extension_version_number);
    let extension = extension::open(cx, named, version)?;
    if !is_there(cx, &input.resource_identifier)? {
        return Err(errors::not_found("Resource", &input.resource_identifier));
    }
    if ASSOCIATIONS.count(cx.tx, cx.scope(), Span::all())? >= limits::ASSOCIATIONS {
        return Err(errors::too_many("associations", limits::ASSOCIATIONS));
    }
    let parameters = input.parameters.unwrap_or_default();
    values::check(&extension, &parameters)?;
    let association = Association {
        id: id::fresh(cx),
        extension: extension.id,
        version: extension.version,
        resource: input.resource_identifier,
        parameters,
        tags: tag::fresh(input.tags)?,
    };
    row::save(cx, &association)?;
    Ok(association.shown(cx))
}

/// An application, an environment or a profile.
fn is_there(cx: &mut Cx, arn: &str) -> Result<bool, AwsError> {
    let home = cx.arn("appconfig", "application/");
    let Some(rest) = arn.strip_prefix(&home) else {
        return Ok(false);
    };
    let parts: Vec<&str> = rest.split('/').collect();
    Ok(match parts.as_slice() {
        [id] => application::find(cx, id)?.is_some(),
        [app, "environment", id] => environment::find(cx, app, id)?.is_some(),
        [app, "configurationprofile", id] => profile::find(cx, app, id)?.is_some(),
        _ => false,
    })
}
