//! The row of an export, and those of the files that it wrote.

use crate::backup::arn::Below;
use crate::backup::row::Holds;
use crate::backup::saved::After;
use crate::errors;
use crate::export::actor::Actor;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table as Rows};
use serde::{Deserialize, Serialize};

/// By the table's name and the export's id.
pub static EXPORTS: Rows<(String, String), Export> = Rows::new("dynamodb_export");

/// By the export's id, in the order they were written.
pub static FILES: Rows<(String, u32), File> = Rows::new("dynamodb_export_file");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Export {
    pub id: String,
    pub table: String,
    pub table_id: String,
    pub keys: crate::table::row::Keys,
    pub token: String,
    pub to: Destination,
    pub is_ion: bool,
    pub kind: Kind,
    pub actor: Actor,
    pub started: i64,
    pub ended: Option<i64>,
    pub failure: Option<(String, String)>,
    /// What is written, as soon as it is together.
    pub holds: Option<Holds>,
    pub after: After,
    pub files: u32,
    pub items: i64,
    pub bytes: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    Full {
        at: i64,
    },
    /// `both`: the items before and after, or only after.
    Incremental {
        from: i64,
        to: i64,
        both: bool,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Destination {
    pub bucket: String,
    pub owner: Option<String>,
    pub prefix: Option<String>,
    pub algorithm: String,
    pub key: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    pub key: String,
    pub items: i64,
    pub md5: String,
    pub etag: String,
}

impl Stored for Export {
    const VERSION: u32 = 1;
}

impl Stored for File {
    const VERSION: u32 = 1;
}

impl Export {
    pub fn key(&self) -> (&str, &str) {
        (&self.table, &self.id)
    }

    pub fn arn(&self, cx: &Cx) -> String {
        cx.arn(
            "dynamodb",
            &format!("table/{}/export/{}", self.table, self.id),
        )
    }

    pub fn table_arn(&self, cx: &Cx) -> String {
        cx.arn("dynamodb", &format!("table/{}", self.table))
    }

    pub fn status(&self) -> &'static str {
        match (self.ended, &self.failure) {
            (None, _) => "IN_PROGRESS",
            (Some(_), None) => "COMPLETED",
            (Some(_), Some(_)) => "FAILED",
        }
    }

    pub fn is_full(&self) -> bool {
        matches!(self.kind, Kind::Full { .. })
    }
}

pub fn at(cx: &mut Cx, arn: &str) -> Result<Export, AwsError> {
    let below = Below::of(cx, "export", arn).filter(|below| below.is_here(cx));
    let below = below.ok_or_else(|| errors::no_export(arn))?;
    let scope = cx.scope();
    let export = EXPORTS.get(cx.tx, scope, &(below.table.as_str(), below.id.as_str()))?;
    export.ok_or_else(|| errors::no_export(arn))
}
