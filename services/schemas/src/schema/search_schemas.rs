//! SearchSchemas: those that have every word, in the name or in a version.

use super::row::{self, Schema};
use crate::page::Page;
use crate::shapes::{
    SearchSchemaSummary, SearchSchemaVersionSummary, SearchSchemasRequest, SearchSchemasResponse,
};
use crate::{errors, registry};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: SearchSchemasRequest) -> Result<SearchSchemasResponse, AwsError> {
    registry::open(cx, &input.registry_name)?;
    let words = input.keywords.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() {
        return Err(errors::bad("Keywords must not be empty."));
    }
    let page = Page::of(input.limit, input.next_token.as_deref())?;
    let mut found = Vec::new();
    for schema in row::of_registry(cx, &input.registry_name)? {
        if !page.has(&schema.name) {
            continue;
        }
        let versions = matching(cx, &schema, &words)?;
        if !versions.is_empty() {
            found.push((schema, versions));
        }
    }
    let next_token = page.close(&mut found, |(schema, _)| &schema.name);
    let shown = found
        .into_iter()
        .map(|(schema, versions)| SearchSchemaSummary {
            registry_name: Some(schema.registry.clone()),
            schema_arn: Some(row::arn(cx, &schema.registry, &schema.name)),
            schema_name: Some(schema.name),
            schema_versions: Some(versions),
        });
    Ok(SearchSchemasResponse {
        schemas: Some(shown.collect()),
        next_token,
    })
}

fn matching(
    cx: &mut Cx,
    schema: &Schema,
    words: &[&str],
) -> Result<Vec<SearchSchemaVersionSummary>, AwsError> {
    let name = schema.name.to_lowercase();
    let mut found = Vec::new();
    for (number, _) in &schema.versions {
        let (number, version) = row::version(cx, schema, Some(&number.to_string()))?;
        let content = version.content.to_lowercase();
        if words
            .iter()
            .all(|word| name.contains(word) || content.contains(word))
        {
            found.push(SearchSchemaVersionSummary {
                schema_version: Some(number.to_string()),
                created_date: Some(version.created),
                r#type: Some(version.kind),
            });
        }
    }
    Ok(found)
}
