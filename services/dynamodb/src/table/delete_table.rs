//! DeleteTable: the table with its items and indexes.

use crate::background;
use crate::errors;
use crate::limits::CHANGE;
use crate::replica::group;
use crate::shapes::{DeleteTableInput, DeleteTableOutput};
use crate::table::row::{self, Change, Found, Table};
use crate::table::show;
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub fn run(cx: &mut Cx, input: DeleteTableInput) -> Result<DeleteTableOutput, AwsError> {
    let mut found = row::idle(cx, &input.table_name)?;
    let now = cx.now().as_microsecond();
    if found.table.has_replicas() {
        return of_replica(cx, found);
    }
    if found.table.is_protected {
        return Err(errors::validation(
            "Resource cannot be deleted as it is currently protected against deletion. Disable \
             deletion protection first.",
        ));
    }
    if found.table.status(now) != "ACTIVE" {
        return Err(errors::still_in_use(format_args!(
            "Table is being updated: {}",
            found.table.name
        )));
    }
    check_unread(&found.table)?;
    let mut table = found.table.as_ref().clone();
    row::begin(cx, &mut table, Change::Deleting);
    row::put(cx, &found, &table)?;
    found.table = Arc::new(table);
    background::remove_at(cx, &found, now + CHANGE)?;
    Ok(DeleteTableOutput {
        table_description: Some(show::table(cx, &found)?),
    })
}

/// Nobody reads what it was.
pub fn check_unread(table: &Table) -> Result<(), AwsError> {
    match table.captures.is_empty() && table.readings.is_empty() {
        true => Ok(()),
        false => Err(errors::still_in_use(format_args!(
            "Table is being backed up: {}",
            table.name
        ))),
    }
}

fn of_replica(cx: &mut Cx, mut found: Found) -> Result<DeleteTableOutput, AwsError> {
    let mut table = found.table.as_ref().clone();
    group::delete(cx, &found, &mut table)?;
    found.table = Arc::new(table);
    Ok(DeleteTableOutput {
        table_description: Some(show::table(cx, &found)?),
    })
}
