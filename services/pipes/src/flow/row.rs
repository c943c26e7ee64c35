//! What is known of the flow through a pipe.

use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By pipe.
pub static FLOWS: Table<u64, Flow> = Table::new("pipes_flow");

/// By pipe: messages that wait for the end of a batch's window.
pub static GATHERED: Table<u64, Gathered> = Table::new("pipes_gathered").sealed();

/// By pipe and shard: where reading goes on.
pub static CHECKPOINTS: Table<(u64, String), Checkpoint> = Table::new("pipes_checkpoint");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Of the errand that is to come, if any; those with other numbers were overtaken.
    pub turn: u64,
    pub due: Option<i64>,
    /// Looks that found nothing, one after another.
    pub empty: u32,
    /// The same of those that failed.
    pub failures: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gathered {
    /// When the first came.
    pub since: i64,
    /// As SQS gave them, in JSON.
    pub messages: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Of the last record that is done with.
    pub number: Option<String>,
    /// There is nothing behind it any more.
    pub over: bool,
    /// Since when records wait for the end of the batch's window.
    pub waiting: Option<i64>,
    pub retry: Option<Retry>,
}

/// A batch that failed, and stays the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// Its last record.
    pub end: String,
    /// The last records of the batches behind it, where one was halved; the next comes last.
    pub rest: Vec<String>,
    /// How often it failed for the sake of what the pipe's owner said; and how often at all.
    pub counted: i64,
    pub attempts: u32,
    /// Not before this time.
    pub at: i64,
    /// Its records that the target has.
    pub done: Vec<String>,
}

impl Stored for Flow {
    const VERSION: u32 = 1;
}

impl Stored for Gathered {
    const VERSION: u32 = 1;
}

impl Stored for Checkpoint {
    const VERSION: u32 = 1;
}

/// Everything of a pipe that is gone.
pub fn forget(cx: &mut Cx, pipe: u64) -> Result<(), AwsError> {
    let scope = cx.scope();
    FLOWS.delete(cx.tx, scope, &pipe)?;
    GATHERED.delete(cx.tx, scope, &pipe)?;
    for (key, _) in CHECKPOINTS.scan(cx.tx, scope, Span::prefix(&(pipe,)), usize::MAX, false)? {
        CHECKPOINTS.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}
