//! The row of a backup.

use crate::backup::arn::Below;
use crate::errors;
use crate::table::row::Table;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Stored, Table as Rows};
use serde::{Deserialize, Serialize};

/// By the table's name and the backup's id.
pub static BACKUPS: Rows<(String, String), Backup> = Rows::new("dynamodb_backup");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Backup {
    pub id: String,
    pub name: String,
    /// The moment whose state it is.
    pub created: i64,
    /// Made of a deleted table, until then.
    pub expires: Option<i64>,
    pub is_available: bool,
    pub holds: Holds,
    pub size: i64,
    /// The table as it was, and what was last counted of it.
    pub table: Table,
    pub items: i64,
    pub bytes: i64,
    /// Tables that are being made of it.
    pub uses: u32,
}

/// Where the items of the moment lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Holds {
    /// Saved under this number.
    Saved(u64),
    /// Those of a table that is gone, in their place.
    Left(u64),
}

impl Stored for Backup {
    const VERSION: u32 = 1;
}

impl Backup {
    pub fn is_system(&self) -> bool {
        self.expires.is_some()
    }

    pub fn arn(&self, cx: &Cx) -> String {
        cx.arn(
            "dynamodb",
            &format!("table/{}/backup/{}", self.table.name, self.id),
        )
    }

    pub fn key(&self) -> (&str, &str) {
        (&self.table.name, &self.id)
    }
}

/// A backup of the caller's; `elsewhere`: it may lie in another Region.
pub fn at(cx: &mut Cx, arn: &str, elsewhere: bool) -> Result<(Below, Backup), AwsError> {
    let below = Below::of(cx, "backup", arn).ok_or_else(|| errors::backup_arn(arn))?;
    if below.account != cx.account() || !(elsewhere || below.is_here(cx)) {
        return Err(errors::no_backup(arn));
    }
    let scope = Scope {
        region: &below.region,
        ..cx.scope()
    };
    let key = (below.table.as_str(), below.id.as_str());
    let backup = BACKUPS.get(cx.tx, scope, &key)?;
    let backup = backup.ok_or_else(|| errors::no_backup(arn))?;
    Ok((below, backup))
}
