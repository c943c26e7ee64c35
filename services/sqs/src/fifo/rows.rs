//! The tables of FIFO queues.

use crate::message::row::Message;
use crate::tables::Mark;
use haneul_pipeline::AwsError;
use haneul_store::{Key, KeyRange, OwnedKey, Scope, Stored, Table, Tx};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Messages by space, group and sequence number.
pub static LINE: Table<(u64, String, u64), Waiting> = Table::new("sqs_fifo_line").sealed();

/// Groups that have messages.
pub static GROUP: Table<(u64, String), Mark> = Table::new("sqs_fifo_group");

/// When a group can next be received from.
pub static CLOCK: Table<(u64, String), Clock> = Table::new("sqs_fifo_clock");

/// The groups by that time.
pub static TURN: Table<(u64, i64, String), Mark> = Table::new("sqs_fifo_turn");

/// What was sent of late, by queue and deduplication id.
pub static SEEN: Table<(u64, String), Seen> = Table::new("sqs_fifo_seen");

/// Receives of late, by queue and attempt id.
pub static ATTEMPTS: Table<(u64, String), Attempt> = Table::new("sqs_fifo_attempt");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waiting {
    pub id: u128,
    pub message: Message,
    /// Delayed before this time.
    pub due: i64,
    /// Hidden before this time; zero before the first receive.
    pub until: i64,
    pub received: i64,
    pub token: u64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Clock {
    pub at: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seen {
    pub id: u128,
    pub sequence: u64,
    /// A message of the same id is new from this time on.
    pub until: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub until: i64,
    pub handles: Vec<String>,
}

impl Stored for Waiting {
    const VERSION: u32 = 1;
}

impl Stored for Clock {
    const VERSION: u32 = 1;
}

impl Stored for Seen {
    const VERSION: u32 = 1;
}

impl Stored for Attempt {
    const VERSION: u32 = 1;
}

/// Visits the groups of a space whose turn comes from `from` up to and including `to`.
pub fn visit_turns(
    tx: &Tx,
    scope: Scope<'_>,
    space: u64,
    (from, to): (i64, i64),
    mut visit: impl FnMut(i64, String) -> ControlFlow<()>,
) -> Result<(), AwsError> {
    let prefix = TURN.prefix(scope)?;
    let bound = |time: i64| {
        let mut bound = prefix.clone();
        (space, time).encode(&mut bound);
        bound
    };
    let range = KeyRange::new(bound(from), bound(to.saturating_add(1)));
    let mut damaged = None;
    tx.scan_untracked_with(range, false, |key, _| {
        match <(u64, i64, String)>::decode(&mut &key[prefix.len()..]) {
            Ok((_, at, group)) => visit(at, group),
            Err(error) => {
                damaged = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    damaged.map_or(Ok(()), |error| Err(error.into()))
}
