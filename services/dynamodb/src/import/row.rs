//! The row of an import.

use crate::backup::arn::Below;
use crate::errors;
use crate::export::actor::Actor;
use crate::table::row::Table;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table as Rows};
use serde::{Deserialize, Serialize};

/// By the table's name and the import's id.
pub static IMPORTS: Rows<(String, String), Import> = Rows::new("dynamodb_import");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Import {
    pub id: String,
    /// As it was asked for.
    pub table: Table,
    pub token: String,
    pub bucket: String,
    pub owner: Option<String>,
    pub prefix: Option<String>,
    pub format: Format,
    pub compression: String,
    pub actor: Actor,
    pub started: i64,
    pub ended: Option<i64>,
    pub failure: Option<(String, String)>,
    /// The object that is through.
    pub after: Option<String>,
    pub counts: Counts,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Format {
    Json,
    Ion,
    Csv {
        delimiter: u8,
        header: Option<Vec<String>>,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    pub bytes: i64,
    pub processed: i64,
    pub imported: i64,
    pub errors: i64,
}

impl Counts {
    pub fn add(&mut self, other: Counts) {
        self.bytes += other.bytes;
        self.processed += other.processed;
        self.imported += other.imported;
        self.errors += other.errors;
    }
}

impl Stored for Import {
    const VERSION: u32 = 1;
}

impl Import {
    pub fn key(&self) -> (&str, &str) {
        (&self.table.name, &self.id)
    }

    pub fn arn(&self, cx: &Cx) -> String {
        cx.arn(
            "dynamodb",
            &format!("table/{}/import/{}", self.table.name, self.id),
        )
    }

    pub fn status(&self) -> &'static str {
        match (self.ended, &self.failure) {
            (None, _) => "IN_PROGRESS",
            (Some(_), None) => "COMPLETED",
            (Some(_), Some(_)) => "FAILED",
        }
    }
}

pub fn at(cx: &mut Cx, arn: &str) -> Result<Import, AwsError> {
    let below = Below::of(cx, "import", arn).filter(|below| below.is_here(cx));
    let below = below.ok_or_else(|| errors::no_import(arn))?;
    let scope = cx.scope();
    let import = IMPORTS.get(cx.tx, scope, &(below.table.as_str(), below.id.as_str()))?;
    import.ok_or_else(|| errors::no_import(arn))
}
