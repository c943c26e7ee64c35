//! ListTables: the account's tables in this Region, by name.

use crate::address::check_name;
use crate::limits::LIST_TABLES;
use crate::shapes::{ListTablesInput, ListTablesOutput};
use crate::table::row::TABLES;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListTablesInput) -> Result<ListTablesOutput, AwsError> {
    let limit = input.limit.map_or(LIST_TABLES, |limit| limit as usize);
    let mut span = Span::all();
    if let Some(after) = &input.exclusive_start_table_name {
        check_name("exclusiveStartTableName", after)?;
        span = span.after(after);
    }
    let mut names = TABLES.keys(cx.tx, cx.scope(), span, limit + 1, false)?;
    let more = names.len() > limit;
    names.truncate(limit);
    Ok(ListTablesOutput {
        last_evaluated_table_name: names.last().filter(|_| more).cloned(),
        table_names: Some(names),
    })
}
