//! CreateBackup: the table as it is at this moment, copied while it is written on.

use crate::address::Address;
use crate::backup::row::{BACKUPS, Backup, Holds};
use crate::backup::{arn, capture, show};
use crate::errors;
use crate::shapes::{CreateBackupInput, CreateBackupOutput};
use crate::table::row::{self, Change};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub fn run(cx: &mut Cx, input: CreateBackupInput) -> Result<CreateBackupOutput, AwsError> {
    let address = Address::of(cx, &input.table_name)?;
    let found = row::find(cx, &address)?;
    let mut found = found.ok_or_else(|| errors::table_not_found(&address.name))?;
    if address.account != cx.account() {
        return Err(errors::arn(&input.table_name));
    }
    match found.table.change(cx.now().as_microsecond()) {
        None | Some(Change::Updating) => {}
        Some(Change::Creating | Change::Deleting) => {
            return Err(errors::table_in_use(&address.name));
        }
    }
    if !found.table.captures.is_empty() {
        return Err(errors::backup_in_use(format_args!(
            "Backup is being created for the table: {}",
            address.name
        )));
    }
    let stats = crate::background::stats::of(cx, &found)?;
    let number = cx.random().u64();
    let backup = Backup {
        id: arn::new_id(cx.random(), cx.now()),
        name: input.backup_name,
        created: cx.now().as_microsecond(),
        expires: None,
        is_available: false,
        holds: Holds::Saved(number),
        size: stats.bytes,
        table: found.table.as_ref().clone(),
        items: stats.items,
        bytes: stats.bytes,
        uses: 0,
    };
    let scope = cx.scope();
    BACKUPS.put(cx.tx, scope, &backup.key(), &backup)?;
    let mut table = found.table.as_ref().clone();
    table.captures.push(number);
    row::put(cx, &found, &table)?;
    found.table = Arc::new(table);
    capture::begin(cx, &found, &backup, number)?;
    Ok(CreateBackupOutput {
        backup_details: Some(show::details(cx, &backup)),
    })
}
