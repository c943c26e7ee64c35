//! CreateLookupTable: a table of comma-separated values, or of what a query has found.

use crate::errors;
use crate::lookup::body::{self, Given};
use crate::lookup::row::{self, LOOKUPS, Lookup, MOST};
use crate::shapes::{CreateLookupTableRequest, CreateLookupTableResponse};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: CreateLookupTableRequest,
) -> Result<CreateLookupTableResponse, AwsError> {
    let name = input.lookup_table_name;
    if row::find(cx, &name)?.is_some() {
        return Err(errors::exists("The specified lookup table already exists."));
    }
    let scope = cx.scope();
    if LOOKUPS.keys(cx.tx, scope, Span::all(), MOST, false)?.len() >= MOST {
        return Err(errors::limit("Resource limit exceeded."));
    }
    let tags = input.tags.unwrap_or_default();
    rules::check(&tags)?;
    let mut table = Lookup {
        name,
        description: input.description,
        updated: 0,
        fields: Vec::new(),
        records: 0,
        bytes: 0,
        parts: 0,
        tags,
    };
    let given = Given {
        body: input.table_body,
        query: input.query_id,
        key: input.kms_key_id,
    };
    body::fill(cx, &mut table, given)?;
    row::put(cx, &table)?;
    Ok(CreateLookupTableResponse {
        lookup_table_arn: Some(row::arn(cx, &table.name)),
        created_at: Some(table.updated),
    })
}
