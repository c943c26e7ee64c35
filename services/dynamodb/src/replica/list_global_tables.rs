//! ListGlobalTables: of the version of 2017, of which no table is made here.

use crate::shapes::{ListGlobalTablesInput, ListGlobalTablesOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    _cx: &mut Cx,
    _input: ListGlobalTablesInput,
) -> Result<ListGlobalTablesOutput, AwsError> {
    Ok(ListGlobalTablesOutput {
        global_tables: Some(Vec::new()),
        last_evaluated_global_table_name: None,
    })
}
