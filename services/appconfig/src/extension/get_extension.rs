//! GetExtension.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: shapes::GetExtensionRequest) -> Result<shapes::Extension, AwsError> {
    let found = row::open(cx, &input.extension_identifier, input.version_number)?;
    Ok(found.shown(cx))
}
