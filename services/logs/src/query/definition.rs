//! Operations: PutQueryDefinition, DescribeQueryDefinitions, DeleteQueryDefinition
//!
//! Queries that are kept under a name.

use crate::errors;
use crate::page::page;
use crate::query::definition_row::{DEFINITIONS, Definition};
use crate::shapes::{
    DeleteQueryDefinitionRequest, DeleteQueryDefinitionResponse, DescribeQueryDefinitionsRequest,
    DescribeQueryDefinitionsResponse, PutQueryDefinitionRequest, PutQueryDefinitionResponse,
    QueryDefinition,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;

/// Of an account in a Region.
const MOST: usize = 1_000;

pub fn put_query_definition(
    cx: &mut Cx,
    input: PutQueryDefinitionRequest,
) -> Result<PutQueryDefinitionResponse, AwsError> {
    let language = input.query_language.as_deref().unwrap_or("CWLI");
    if language != "CWLI" {
        return Err(AwsError::not_implemented(format!("queries in {language}")));
    }
    if input.parameters.is_some_and(|given| !given.is_empty()) {
        return Err(AwsError::not_implemented("parameters of query definitions"));
    }
    let scope = cx.scope();
    let rows = DEFINITIONS.scan(cx.tx, scope, Span::all(), MOST, false)?;
    let known = match (&input.query_definition_id, &input.client_token) {
        (Some(id), _) => {
            let known = rows.iter().find(|(known, _)| known == id);
            Some(known.ok_or_else(missing)?.1.clone())
        }
        (None, Some(token)) => {
            let mut rows = rows.iter().map(|(_, row)| row);
            rows.find(|row| row.token.as_ref() == Some(token)).cloned()
        }
        (None, None) => None,
    };
    if known.is_none() && rows.len() >= MOST {
        return Err(errors::limit("Resource limit exceeded."));
    }
    let definition = Definition {
        id: known.map_or_else(|| ids::uuid(cx.random()), |known| known.id),
        name: input.name,
        text: input.query_string,
        groups: input.log_group_names.unwrap_or_default(),
        modified: cx.now().as_millisecond(),
        token: input.client_token,
    };
    DEFINITIONS.put(cx.tx, scope, &definition.id, &definition)?;
    Ok(PutQueryDefinitionResponse {
        query_definition_id: Some(definition.id),
    })
}

pub fn describe_query_definitions(
    cx: &mut Cx,
    input: DescribeQueryDefinitionsRequest,
) -> Result<DescribeQueryDefinitionsResponse, AwsError> {
    let page = page(input.max_results, input.next_token.as_deref(), MOST)?;
    let prefix = input.query_definition_name_prefix.unwrap_or_default();
    let scope = cx.scope();
    let rows = DEFINITIONS.scan(cx.tx, scope, Span::all(), MOST, false)?;
    let rows = rows.into_iter().map(|(_, row)| row);
    let mut rows: Vec<Definition> = rows
        .filter(|row| row.name.starts_with(&prefix) && page.has(&row.id))
        .collect();
    let next_token = page.close(&mut rows, |row| &row.id);
    let shown = rows.into_iter().map(|row| QueryDefinition {
        query_language: Some("CWLI".to_owned()),
        query_definition_id: Some(row.id),
        name: Some(row.name),
        query_string: Some(row.text),
        last_modified: Some(row.modified),
        log_group_names: Some(row.groups),
        ..QueryDefinition::default()
    });
    Ok(DescribeQueryDefinitionsResponse {
        query_definitions: Some(shown.collect()),
        next_token,
    })
}

pub fn delete_query_definition(
    cx: &mut Cx,
    input: DeleteQueryDefinitionRequest,
) -> Result<DeleteQueryDefinitionResponse, AwsError> {
    let scope = cx.scope();
    match DEFINITIONS.delete(cx.tx, scope, &input.query_definition_id)? {
        true => Ok(DeleteQueryDefinitionResponse {
            success: Some(true),
        }),
        false => Err(missing()),
    }
}

fn missing() -> AwsError {
    errors::missing("The specified query definition does not exist.")
}
