//! DeleteExtension: a version that nothing is associated with.

use super::row::{self, EXTENSIONS};
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteExtensionRequest,
) -> Result<shapes::DeleteExtensionOutput, AwsError> {
    let extension = row::open(cx, &input.extension_identifier, input.version_number)?;
    let key = (extension.id.as_str(), extension.version);
    if row::in_use(cx, key.0, key.1)? {
        return Err(errors::bad(format!(
            "Extension {} has associations.",
            extension.id
        )));
    }
    EXTENSIONS.delete(cx.tx, cx.scope(), &key)?;
    Ok(shapes::DeleteExtensionOutput::default())
}
