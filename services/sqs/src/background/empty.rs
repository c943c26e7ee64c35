//! Empties spaces that were given up, a piece in each transaction.

use crate::claims;
use crate::queue::Found;
use crate::{fifo, standard};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde::{Deserialize, Serialize};

pub const EMPTY: &str = "empty";

/// Messages in one transaction; each may bring a megabyte of content.
const PIECE: usize = 20;

#[derive(Serialize, Deserialize)]
struct Space {
    account: String,
    space: u64,
    fifo: bool,
    /// The queue itself is gone, and with it what it remembers of sends and receives.
    deleted: Option<u64>,
}

/// Sets the timer that empties the queue's space as it is now.
pub fn set(cx: &mut Cx, found: &Found, deleted: bool) -> Result<(), AwsError> {
    let space = Space {
        account: found.account.clone(),
        space: found.queue.space,
        fifo: found.queue.is_fifo(),
        deleted: deleted.then_some(found.queue.id),
    };
    again(cx, &space)
}

fn again(cx: &mut Cx, space: &Space) -> Result<(), AwsError> {
    let id = format!("sqs empty {:016x}", space.space);
    let payload = serde_json::to_value(space).map_err(AwsError::internal)?;
    cx.timer(cx.now(), &id, &format!("sqs/{EMPTY}"), payload)
}

pub fn empty(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let space: Space = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let scope = cx.scope_of(&space.account, cx.region());
    let mut removed = match space.fifo {
        true => fifo::empty(cx.tx, scope, space.space, PIECE)?,
        false => standard::empty(cx.tx, scope, space.space, PIECE)?,
    };
    if let Some(queue) = space.deleted.filter(|_| space.fifo && removed < PIECE) {
        let left = PIECE - removed;
        removed += fifo::sweep_deduplication(cx.tx, scope, queue, i64::MAX, left)?;
    }
    if removed == PIECE {
        return again(cx, &space);
    }
    claims::forget(cx.cloud, space.space);
    Ok(())
}
