//! CreateExtension: another version, where the name is known and the last version is named.

use super::actions;
use super::row::{self, EXTENSIONS, Extension};
use crate::{errors, id, limits, shapes, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::CreateExtensionRequest,
) -> Result<shapes::Extension, AwsError> {
    if input.name.starts_with("AWS.") {
        return Err(errors::bad("Names that begin with AWS. are reserved."));
    }
    if EXTENSIONS.count(cx.tx, cx.scope(), Span::all())? >= limits::EXTENSIONS {
        return Err(errors::too_many("extensions", limits::EXTENSIONS));
    }
    let known = row::by_name(cx, &input.name)?;
    let last = known.as_ref().map_or(0, |known| known.version);
    if last != input.latest_version_number.unwrap_or(0) {
        return Err(errors::conflict(format!(
            "Extension {} has the latest version number {last}.",
            input.name
        )));
    }
    let extension = Extension {
        id: known.map_or_else(|| id::fresh(cx), |known| known.id),
        version: last + 1,
        name: input.name,
        description: input.description,
        actions: actions::read(input.actions)?,
        parameters: actions::parameters(input.parameters)?,
        tags: tag::fresh(input.tags)?,
    };
    row::save(cx, &extension)?;
    Ok(extension.shown(cx))
}
