//! CreateSchema.

use super::content;
use super::row::{self, Schema};
use crate::shapes::{CreateSchemaRequest, CreateSchemaResponse};
use crate::{errors, limits, registry, tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: CreateSchemaRequest) -> Result<CreateSchemaResponse, AwsError> {
    let (home, name) = (input.registry_name, input.schema_name);
    registry::open(cx, &home)?;
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '/');
    if name.is_empty() || name.len() > limits::SCHEMA_NAME || !name.chars().all(known) {
        return Err(errors::bad(
            "Schema name must have up to 385 characters, of letters, numbers, '.', '-', '_', '/' and '@'.",
        ));
    }
    if row::find(cx, &home, &name)?.is_some() {
        return Err(errors::exists("Schema", &name));
    }
    if row::names(cx, &home, limits::SCHEMAS)?.len() >= limits::SCHEMAS {
        return Err(errors::too_many("schemas of a registry"));
    }
    content::check(&input.r#type, &input.content)?;
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.unwrap_or_default())?;
    let mut schema = Schema {
        registry: home,
        name,
        description: input.description,
        tags,
        versions: Vec::new(),
        last: 0,
        modified: cx.now(),
    };
    let (number, version) = row::add(cx, &mut schema, &input.r#type, input.content)?;
    Ok(CreateSchemaResponse {
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
