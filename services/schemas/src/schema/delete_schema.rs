//! DeleteSchema: with all its versions.

use super::row::{self, SCHEMAS};
use crate::shapes::{DeleteSchemaOutput, DeleteSchemaRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteSchemaRequest) -> Result<DeleteSchemaOutput, AwsError> {
    let mut schema = row::open(cx, &input.registry_name, &input.schema_name)?;
    for (number, _) in schema.versions.clone() {
        row::remove(cx, &mut schema, number)?;
    }
    let key = (schema.registry.as_str(), schema.name.as_str());
    let scope = cx.scope();
    SCHEMAS.delete(cx.tx, scope, &key)?;
    Ok(DeleteSchemaOutput::default())
}
