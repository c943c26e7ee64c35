//! Removing what nobody will receive or ask for any more.

use super::rows::{ATTEMPTS, CLOCK, GROUP, LINE, SEEN, TURN};
use super::settle::{begin, settle};
use crate::message::content;
use crate::queue::Queue;
use haneul_pipeline::AwsError;
use haneul_store::{OwnedKey, Scope, Span, Stored, Table, Tx};

/// Removes expired messages from the heads of groups, looking at up to `limit` groups behind
/// `after`; the last of them, while there are more.
pub fn sweep(
    tx: &mut Tx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
    limit: usize,
    after: Option<&str>,
) -> Result<Option<String>, AwsError> {
    let mut span = Span::prefix(&queue.space);
    if let Some(after) = after {
        span = span.after(&(queue.space, after));
    }
    let groups = GROUP.scan_untracked(tx, scope, span, limit, false)?;
    for ((space, group), _) in &groups {
        sweep_group(tx, scope, queue, (*space, group), now)?;
    }
    let more = groups.len() == limit;
    Ok(groups
        .into_iter()
        .last()
        .filter(|_| more)
        .map(|((_, group), _)| group))
}

fn sweep_group(
    tx: &mut Tx,
    scope: Scope<'_>,
    queue: &Queue,
    (space, group): (u64, &str),
    now: i64,
) -> Result<(), AwsError> {
    let line = Span::prefix(&(space, group));
    let rows = LINE.scan_untracked(tx, scope, line, 100, false)?;
    let expired = |message_sent: i64| message_sent <= queue.expired(now);
    if !rows
        .first()
        .is_some_and(|(_, first)| expired(first.message.sent))
    {
        return Ok(());
    }
    let Some(clock) = begin(tx, scope, space, group)? else {
        return Ok(());
    };
    for (key, waiting) in rows.iter().filter(|(_, w)| expired(w.message.sent)) {
        LINE.delete(tx, scope, key)?;
        content::delete(tx, scope, (space, waiting.id), &waiting.message)?;
    }
    settle(tx, scope, space, group, clock, now)
}

/// Removes up to `limit` messages or groups of a space; how many there were.
pub fn empty(tx: &mut Tx, scope: Scope<'_>, space: u64, limit: usize) -> Result<usize, AwsError> {
    let whole = Span::prefix(&space);
    let rows = LINE.scan_untracked(tx, scope, whole.clone(), limit, false)?;
    for (key, waiting) in &rows {
        LINE.delete(tx, scope, key)?;
        content::delete(tx, scope, (space, waiting.id), &waiting.message)?;
    }
    let mut removed = rows.len();
    removed += clear(tx, scope, &GROUP, &whole, limit - removed)?;
    removed += clear(tx, scope, &CLOCK, &whole, limit - removed)?;
    removed += clear(tx, scope, &TURN, &whole, limit - removed)?;
    Ok(removed)
}

fn clear<K: OwnedKey, V: Stored>(
    tx: &mut Tx,
    scope: Scope<'_>,
    table: &Table<K, V>,
    span: &Span,
    limit: usize,
) -> Result<usize, AwsError> {
    if limit == 0 {
        return Ok(0);
    }
    let rows = table.scan_untracked(tx, scope, span.clone(), limit, false)?;
    for (key, _) in &rows {
        table.delete(tx, scope, key)?;
    }
    Ok(rows.len())
}

/// Removes up to `limit` deduplication ids and attempts of a queue: those whose time is over, or
/// all of a queue that is gone. How many there were.
pub fn sweep_deduplication(
    tx: &mut Tx,
    scope: Scope<'_>,
    queue: u64,
    now: i64,
    limit: usize,
) -> Result<usize, AwsError> {
    let mut removed = sweep_rows(tx, scope, &SEEN, queue, limit, |seen| seen.until <= now)?;
    let left = limit - removed;
    removed += sweep_rows(tx, scope, &ATTEMPTS, queue, left, |a| a.until <= now)?;
    Ok(removed)
}

fn sweep_rows<V: Stored>(
    tx: &mut Tx,
    scope: Scope<'_>,
    table: &Table<(u64, String), V>,
    queue: u64,
    limit: usize,
    over: impl Fn(&V) -> bool,
) -> Result<usize, AwsError> {
    let mut span = Span::prefix(&queue);
    let mut removed = 0;
    while removed < limit {
        let rows = table.scan_untracked(tx, scope, span.clone(), 500, false)?;
        for (key, row) in &rows {
            if removed < limit && over(row) {
                table.delete(tx, scope, key)?;
                removed += 1;
            }
        }
        match rows.last() {
            Some((key, _)) if rows.len() == 500 => span = span.after(key),
            _ => break,
        }
    }
    Ok(removed)
}
