//! DeleteLookupTable: the table and what is in it.

use crate::lookup::row::{self, LOOKUPS};
use crate::shapes::DeleteLookupTableRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteLookupTableRequest) -> Result<Reply, AwsError> {
    let table = row::at_arn(cx, &input.lookup_table_arn)?;
    row::empty(cx, &table)?;
    let scope = cx.scope();
    LOOKUPS.delete(cx.tx, scope, &table.name)?;
    Ok(Reply::default())
}
