//! ListSchemas: by name.

use super::row;
use crate::page::Page;
use crate::registry;
use crate::shapes::{ListSchemasRequest, ListSchemasResponse, SchemaSummary};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListSchemasRequest) -> Result<ListSchemasResponse, AwsError> {
    registry::open(cx, &input.registry_name)?;
    let page = Page::of(input.limit, input.next_token.as_deref())?;
    let prefix = input.schema_name_prefix.unwrap_or_default();
    let mut schemas = row::of_registry(cx, &input.registry_name)?;
    schemas.retain(|schema| schema.name.starts_with(&prefix) && page.has(&schema.name));
    let next_token = page.close(&mut schemas, |schema| &schema.name);
    let shown = schemas.into_iter().map(|schema| SchemaSummary {
        schema_arn: Some(row::arn(cx, &schema.registry, &schema.name)),
        schema_name: Some(schema.name),
        version_count: i64::try_from(schema.versions.len()).ok(),
        last_modified: Some(schema.modified),
        tags: Some(schema.tags),
    });
    Ok(ListSchemasResponse {
        schemas: Some(shown.collect()),
        next_token,
    })
}
