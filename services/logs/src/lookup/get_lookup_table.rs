//! GetLookupTable: a table with what is in it.

use crate::lookup::row;
use crate::shapes::{GetLookupTableRequest, GetLookupTableResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetLookupTableRequest) -> Result<GetLookupTableResponse, AwsError> {
    let table = row::at_arn(cx, &input.lookup_table_arn)?;
    let body = row::body(cx, &table)?;
    Ok(GetLookupTableResponse {
        lookup_table_arn: Some(row::arn(cx, &table.name)),
        table_body: Some(body),
        size_bytes: Some(table.bytes as i64),
        last_updated_time: Some(table.updated),
        description: table.description,
        lookup_table_name: Some(table.name),
        ..GetLookupTableResponse::default()
    })
}
