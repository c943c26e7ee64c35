//! UpdateLookupTable: all that is in a table is replaced.

use crate::lookup::body::{self, Given};
use crate::lookup::row;
use crate::shapes::{UpdateLookupTableRequest, UpdateLookupTableResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateLookupTableRequest,
) -> Result<UpdateLookupTableResponse, AwsError> {
    let mut table = row::at_arn(cx, &input.lookup_table_arn)?;
    let given = Given {
        body: input.table_body,
        query: input.query_id,
        key: input.kms_key_id,
    };
    body::fill(cx, &mut table, given)?;
    if input.description.is_some() {
        table.description = input.description;
    }
    row::put(cx, &table)?;
    Ok(UpdateLookupTableResponse {
        lookup_table_arn: Some(row::arn(cx, &table.name)),
        last_updated_time: Some(table.updated),
    })
}
