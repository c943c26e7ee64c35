//! ExecuteStatement: one statement, and a page of what it selects.

use crate::item::capacity;
use crate::item::open;
use crate::partiql::given;
use crate::partiql::select::{self, Bounds};
use crate::partiql::write;
use crate::shapes::{ExecuteStatementInput, ExecuteStatementOutput};
use haneul_partiql::Statement;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ExecuteStatementInput) -> Result<ExecuteStatementOutput, AwsError> {
    let statement = given::statement(&input.statement, input.parameters)?;
    let asked = input.return_consumed_capacity.as_deref();
    let name = statement.table();
    if let Statement::Select(select) = &statement {
        let bounds = Bounds {
            consistent: input.consistent_read,
            limit: input.limit.map(|limit| limit as usize),
            token: input.next_token.as_deref(),
        };
        let (source, rows) = select::run(cx, select, &bounds)?;
        let table = &source.found.table;
        return Ok(ExecuteStatementOutput {
            items: Some(rows.items),
            next_token: rows.next,
            last_evaluated_key: rows.last.map(Into::into),
            consumed_capacity: capacity::show(asked, name, table, &rows.spent, None),
        });
    }
    if matches!(statement, Statement::Exists(_)) {
        return Err(crate::errors::validation(
            "EXISTS() function can only be used in a transaction",
        ));
    }
    let found = open::table(cx, name)?;
    let with_item = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let written = write::alone(cx, &found, &statement);
    let (done, returned) = written.map_err(|refusal| refusal.into_error(with_item))?;
    Ok(ExecuteStatementOutput {
        items: Some(returned.into_iter().collect()),
        consumed_capacity: capacity::show(asked, name, &found.table, &done.spent, None),
        ..ExecuteStatementOutput::default()
    })
}
