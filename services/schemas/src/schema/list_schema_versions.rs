//! ListSchemaVersions: the newest first.

use super::row;
use crate::page::Page;
use crate::shapes::{ListSchemaVersionsRequest, ListSchemaVersionsResponse, SchemaVersionSummary};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListSchemaVersionsRequest,
) -> Result<ListSchemaVersionsResponse, AwsError> {
    let schema = row::open(cx, &input.registry_name, &input.schema_name)?;
    let page = Page::of(input.limit, input.next_token.as_deref())?;
    // As texts in the order of pages: what is newer comes first.
    let place = |number: u64| format!("{:020}", u64::MAX - number);
    let numbers = schema.versions.iter().rev().map(|(number, _)| *number);
    let mut numbers: Vec<(u64, String)> = numbers.map(|n| (n, place(n))).collect();
    numbers.retain(|(_, place)| page.has(place));
    let next_token = page.close(&mut numbers, |(_, place)| place);
    let arn = row::arn(cx, &schema.registry, &schema.name);
    let mut shown = Vec::new();
    for (number, _) in numbers {
        let (_, version) = row::version(cx, &schema, Some(&number.to_string()))?;
        shown.push(SchemaVersionSummary {
            schema_arn: Some(arn.clone()),
            schema_name: Some(schema.name.clone()),
            schema_version: Some(number.to_string()),
            r#type: Some(version.kind),
        });
    }
    Ok(ListSchemaVersionsResponse {
        schema_versions: Some(shown),
        next_token,
    })
}
