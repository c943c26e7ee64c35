//! DescribeLookupTables: the tables by name, without what is in them.

use crate::lookup::row::{self, LOOKUPS, Lookup, MOST};
use crate::page::page;
use crate::shapes::{DescribeLookupTablesRequest, DescribeLookupTablesResponse, LookupTable};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: DescribeLookupTablesRequest,
) -> Result<DescribeLookupTablesResponse, AwsError> {
    let page = page(input.max_results, input.next_token.as_deref(), MOST)?;
    let prefix = input.lookup_table_name_prefix.unwrap_or_default();
    let scope = cx.scope();
    let rows = LOOKUPS.scan(cx.tx, scope, Span::all(), MOST, false)?;
    let rows = rows.into_iter().map(|(_, table)| table);
    let mut rows: Vec<Lookup> = rows
        .filter(|table| table.name.starts_with(&prefix) && page.has(&table.name))
        .collect();
    let next_token = page.close(&mut rows, |table| &table.name);
    let shown = rows.into_iter().map(|table| LookupTable {
        lookup_table_arn: Some(row::arn(cx, &table.name)),
        lookup_table_name: Some(table.name),
        description: table.description,
        table_fields: Some(table.fields),
        records_count: Some(table.records as i64),
        size_bytes: Some(table.bytes as i64),
        last_updated_time: Some(table.updated),
        ..LookupTable::default()
    });
    Ok(DescribeLookupTablesResponse {
        lookup_tables: Some(shown.collect()),
        next_token,
    })
}
