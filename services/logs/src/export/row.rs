//! The row of an export task.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// The newest first: by the milliseconds from their start to the end of time, and by id.
pub static TASKS: Table<(u64, String), Task> = Table::new("logs_export");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    pub id: String,
    pub name: Option<String>,
    pub group: String,
    pub stream_prefix: Option<String>,
    /// Both included.
    pub from: i64,
    pub to: i64,
    pub bucket: String,
    pub prefix: String,
    pub status: String,
    pub message: String,
    pub created: i64,
    pub completed: Option<i64>,
}

impl Stored for Task {
    const VERSION: u32 = 1;
}

impl Task {
    pub fn key(&self) -> (u64, &str) {
        (u64::MAX - self.created.max(0) as u64, &self.id)
    }

    pub fn is_active(&self) -> bool {
        matches!(
            self.status.as_str(),
            "PENDING" | "RUNNING" | "PENDING_CANCEL"
        )
    }
}

pub fn all(cx: &mut Cx) -> Result<Vec<Task>, AwsError> {
    let scope = cx.scope();
    let rows = TASKS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, task)| task).collect())
}

pub fn at(cx: &mut Cx, id: &str) -> Result<Task, AwsError> {
    let found = all(cx)?.into_iter().find(|task| task.id == id);
    found.ok_or_else(|| errors::missing("The specified export task does not exist."))
}

pub fn put(cx: &mut Cx, task: &Task) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(TASKS.put(cx.tx, scope, &task.key(), task)?)
}
