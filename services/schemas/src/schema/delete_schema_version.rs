//! DeleteSchemaVersion: the last one is the schema itself.

use super::row;
use crate::errors;
use crate::shapes::{DeleteSchemaVersionOutput, DeleteSchemaVersionRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteSchemaVersionRequest,
) -> Result<DeleteSchemaVersionOutput, AwsError> {
    let mut schema = row::open(cx, &input.registry_name, &input.schema_name)?;
    let (number, _) = row::version(cx, &schema, Some(&input.schema_version))?;
    if schema.versions.len() == 1 {
        return Err(errors::bad(
            "The only version of a schema cannot be deleted.",
        ));
    }
    row::remove(cx, &mut schema, number)?;
    row::save(cx, &schema)?;
    Ok(DeleteSchemaVersionOutput::default())
}
