//! The row of a task.

use crate::address::{self, Address};
use crate::errors;
use crate::queue::Found;
use crate::queue::row::{self, DEAD_LETTER, QUEUES};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

/// By the source queue's id and a number that rises.
pub static TASKS: Table<(u64, u64), Task> = Table::new("sqs_move_task");

/// Asked about at the start of a task at most.
const MAX_GOALS: usize = 1_000;

/// So many of a queue are remembered.
pub const KEPT: usize = 10;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    pub id: String,
    pub source: String,
    /// `None`: each message goes to the queue it came from.
    pub destination: Option<String>,
    pub per_second: Option<i64>,
    pub status: Status,
    pub moved: u64,
    /// When it started, as far as could be told.
    pub to_move: u64,
    /// Milliseconds.
    pub started: i64,
    pub failure: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Running,
    Completed,
    Cancelling,
    Cancelled,
    Failed,
}

impl Stored for Task {
    const VERSION: u32 = 1;
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelling => "CANCELLING",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }

    pub fn is_active(self) -> bool {
        matches!(self, Self::Running | Self::Cancelling)
    }
}

/// The newest tasks of a queue first.
pub fn newest(
    cx: &mut Cx,
    found: &Found,
    limit: usize,
) -> Result<Vec<((u64, u64), Task)>, AwsError> {
    let scope = found.scope(cx);
    let span = Span::prefix(&found.queue.id);
    Ok(TASKS.scan(cx.tx, scope, span, limit, true)?)
}

/// The queue is gone, and what it remembers of tasks.
pub fn forget(tx: &mut Tx, scope: Scope<'_>, queue: u64) -> Result<(), AwsError> {
    for (key, _) in TASKS.scan(tx, scope, Span::prefix(&queue), KEPT + 1, false)? {
        TASKS.delete(tx, scope, &key)?;
    }
    Ok(())
}

/// The queue that a task is or would be of.
pub fn source(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    find(cx, arn)?.ok_or_else(|| errors::no_resource("SourceArn"))
}

pub fn find(cx: &mut Cx, arn: &str) -> Result<Option<Found>, AwsError> {
    let Some(address) = Address::of_arn(cx, arn) else {
        return Ok(None);
    };
    let queue = row::find(cx, &address.account, &address.name)?;
    Ok(queue.map(|queue| Found {
        account: address.account,
        queue,
    }))
}

/// The queues whose dead letters come to this one: where a task without a destination may bring
/// them.
pub fn goals(cx: &mut Cx, source: &str) -> Result<Vec<String>, AwsError> {
    let Some(found) = find(cx, source)? else {
        return Ok(Vec::new());
    };
    let (scope, span) = (found.scope(cx), Span::prefix(source));
    let rows = QUEUES.index_scan(cx.tx, scope, DEAD_LETTER, span, MAX_GOALS, false)?;
    let arn = |(name, _): (String, _)| address::arn(cx, &found.account, &name);
    Ok(rows.into_iter().map(arn).collect())
}
