//! UpdateSchema: other content is another version.

use super::content;
use super::row;
use crate::shapes::{UpdateSchemaRequest, UpdateSchemaResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateSchemaRequest) -> Result<UpdateSchemaResponse, AwsError> {
    let mut schema = row::open(cx, &input.registry_name, &input.schema_name)?;
    let (mut number, mut version) = row::version(cx, &schema, None)?;
    schema.description = input.description.or(schema.description);
    let kind = input.r#type.unwrap_or_else(|| version.kind.clone());
    let content = input.content.unwrap_or_else(|| version.content.clone());
    content::check(&kind, &content)?;
    if (&kind, &content) != (&version.kind, &version.content) {
        (number, version) = row::add(cx, &mut schema, &kind, content)?;
    }
    schema.modified = cx.now();
    row::save(cx, &schema)?;
    Ok(UpdateSchemaResponse {
        schema_arn: Some(row::arn(cx, &schema.registry, &schema.name)),
        schema_name: Some(schema.name),
        schema_version: Some(number.to_string()),
        description: schema.description,
        last_modified: Some(schema.modified),
        version_created_date: Some(version.created),
        r#type: Some(version.kind),
        tags: Some(schema.tags),
    })
}
