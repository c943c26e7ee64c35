//! ListExtensionAssociations: by id.

use super::row;
use crate::{extension, limits, place, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::ListExtensionAssociationsRequest,
) -> Result<shapes::ExtensionAssociations, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
    let version = input.extension_version_number;
    let extension = match &input.extension_identifier {
        Some(named) => Some(extension::open(cx, named, version)?.id),
        None => None,
    };
    let resource = input.resource_identifier.as_deref();
    let mut rows = row::all(cx)?;
    rows.retain(|row| {
        page.has(&row.id)
            && extension.as_ref().is_none_or(|id| row.extension == *id)
            && version.is_none_or(|version| row.version == version)
            && resource.is_none_or(|resource| row.resource == resource)
    });
    let next_token = page.close(&mut rows, |row| &row.id);
    let items = rows
        .into_iter()
        .map(|row| shapes::ExtensionAssociationSummary {
            extension_arn: Some(place::extension(cx, &row.extension, row.version)),
            id: Some(row.id),
            resource_arn: Some(row.resource),
        });
    Ok(shapes::ExtensionAssociations {
        items: Some(items.collect()),
        next_token,
    })
}
