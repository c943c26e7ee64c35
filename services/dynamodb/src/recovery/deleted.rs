//! The last state of a table that could be recovered, when it is deleted: a system backup, which has
//! the items where they lie.

use crate::background::stats::STATS;
use crate::backup::row::{BACKUPS, Backup, Holds};
use crate::backup::{arn, discard};
use crate::limits::DAY;
use crate::recovery::row::DAYS;
use crate::table::Found;
use crate::table::row::Mark;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Table as Rows;

/// Tables whose items stay though they are gone.
pub static LEFT: Rows<u64, Mark> = Rows::new("dynamodb_left");

/// Keeps what the table has, if it can be recovered.
pub fn keep(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let table = found.table.as_ref();
    if table.recovery.is_none() {
        return Ok(());
    }
    let scope = found.scope(cx);
    let stats = STATS.get(cx.tx, scope, &table.id)?.unwrap_or_default();
    let now = cx.now().as_microsecond();
    let mut kept = table.clone();
    kept.busy = None;
    let backup = Backup {
        id: arn::new_id(cx.random(), cx.now()),
        name: format!("{}$DeletedTableBackup", table.name),
        created: now,
        expires: Some(now + DAYS * DAY),
        is_available: true,
        holds: Holds::Left(table.id),
        size: stats.bytes,
        table: kept,
        items: stats.items,
        bytes: stats.bytes,
        uses: 0,
    };
    BACKUPS.put(cx.tx, scope, &backup.key(), &backup)?;
    LEFT.put(cx.tx, scope, &table.id, &Mark {})?;
    discard::expire_at(cx, now + DAYS * DAY, &found.address.account, backup.key())
}
