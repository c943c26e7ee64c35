//! Removing what nobody will receive: expired messages, and all of a space that was given up.

use super::ready;
use super::rows::{Due, FLIGHT, READY, RETURN, visit};
use crate::message::content;
use crate::queue::Queue;
use haneul_pipeline::AwsError;
use haneul_store::{OwnedKey, Scope, Stored, Table, Tx};
use std::ops::ControlFlow;

/// Removes up to `limit` messages that expired by now; how many there were.
pub fn sweep(
    tx: &mut Tx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
    limit: usize,
) -> Result<usize, AwsError> {
    remove(tx, scope, queue.space, queue.expired(now), limit)
}

/// Removes up to `limit` messages of a space; how many there were.
pub fn empty(tx: &mut Tx, scope: Scope<'_>, space: u64, limit: usize) -> Result<usize, AwsError> {
    remove(tx, scope, space, i64::MAX, limit)
}

/// Removes messages due up to `until`.
fn remove(
    tx: &mut Tx,
    scope: Scope<'_>,
    space: u64,
    until: i64,
    limit: usize,
) -> Result<usize, AwsError> {
    let ready = head(tx, scope, &READY, space, until, limit)?;
    for due in &ready {
        if let Some(message) = READY.get(tx, scope, due)? {
            ready::remove(tx, scope, due, &message)?;
            content::delete(tx, scope, (due.0, due.3), &message)?;
        }
    }
    let returned = head(tx, scope, &RETURN, space, until, limit - ready.len())?;
    for due in &returned {
        let key = (due.0, due.3);
        RETURN.delete(tx, scope, due)?;
        if let Some(flight) = FLIGHT.get(tx, scope, &key)? {
            FLIGHT.delete(tx, scope, &key)?;
            content::delete(tx, scope, key, &flight.message)?;
        }
    }
    Ok(ready.len() + returned.len())
}

fn head<V: Stored>(
    tx: &Tx,
    scope: Scope<'_>,
    table: &Table<Due, V>,
    space: u64,
    until: i64,
    limit: usize,
) -> Result<Vec<Due>, AwsError>
where
    Due: OwnedKey,
{
    let mut head = Vec::new();
    if limit == 0 {
        return Ok(head);
    }
    visit(tx, scope, table, space, (i64::MIN, until), |due| {
        head.push(due);
        match head.len() < limit {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    Ok(head)
}
