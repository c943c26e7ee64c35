//! ExportSchema: what was discovered, as a JSON Schema.

use super::{export, row};
use crate::shapes::{ExportSchemaRequest, ExportSchemaResponse};
use crate::{errors, registry};
use haneul_pipeline::{AwsError, Cx};

const DRAFT: &str = "JSONSchemaDraft4";

pub fn run(cx: &mut Cx, input: ExportSchemaRequest) -> Result<ExportSchemaResponse, AwsError> {
    let schema = row::open(cx, &input.registry_name, &input.schema_name)?;
    if schema.registry != registry::DISCOVERED {
        return Err(errors::forbidden(
            "You cannot export non discovered or non aws managed schemas.",
        ));
    }
    if input.r#type != DRAFT {
        return Err(errors::bad(format!(
            "Schemas are exported as {DRAFT} only."
        )));
    }
    let (number, version) = row::version(cx, &schema, input.schema_version.as_deref())?;
    let content = export::draft_4(&version.content);
    let content = content.ok_or_else(|| errors::bad("The schema cannot be exported."))?;
    Ok(ExportSchemaResponse {
        schema_arn: Some(row::arn(cx, &schema.registry, &schema.name)),
        schema_name: Some(schema.name),
        schema_version: Some(number.to_string()),
        content: Some(content),
        r#type: Some(DRAFT.to_owned()),
    })
}
