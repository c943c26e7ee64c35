//! Counting by keys. Only where a key leaves open whether its message has expired, the row says.

use super::rows::{READY, RETURN, visit};
use crate::limits::DELAY_SECONDS;
use crate::queue::Queue;
use crate::queue::count::Counts;
use crate::tables::SECOND;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Tx};
use std::ops::ControlFlow;

pub fn count(tx: &Tx, scope: Scope<'_>, queue: &Queue, now: i64) -> Result<Counts, AwsError> {
    let expired = queue.expired(now);
    let span = (expired.saturating_add(1), i64::MAX);
    let mut counts = Counts::default();
    let mut open = Vec::new();
    // In the order in which they may be received.
    let mut first = None;
    let delayed_at_most = DELAY_SECONDS.end() * SECOND;
    visit(tx, scope, &READY, queue.space, span, |due| {
        match due.1 - delayed_at_most {
            sent if sent <= expired => open.push(due),
            _ if due.1 <= now => {
                counts.visible += 1;
                first.get_or_insert(due);
            }
            _ => counts.delayed += 1,
        }
        ControlFlow::Continue(())
    })?;
    for due in open {
        let message = READY.get_untracked(tx, scope, &due)?;
        let Some(message) = message.filter(|message| message.sent > expired) else {
            continue;
        };
        match due.1 <= now {
            true => {
                counts.visible += 1;
                counts.saw(message.sent);
            }
            false => counts.delayed += 1,
        }
    }
    if let Some(first) = first {
        let message = READY.get_untracked(tx, scope, &first)?;
        message.iter().for_each(|message| counts.saw(message.sent));
    }
    count_returning(tx, scope, queue, now, &mut counts)?;
    Ok(counts)
}

fn count_returning(
    tx: &Tx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
    counts: &mut Counts,
) -> Result<(), AwsError> {
    let expired = queue.expired(now);
    let mut span = Span::prefix(&queue.space).from(&(queue.space, expired.saturating_add(1)));
    loop {
        let rows = RETURN.scan_untracked(tx, scope, span.clone(), PIECE, false)?;
        for ((_, due, _, _), back) in rows.iter().filter(|(_, back)| back.sent > expired) {
            counts.saw(back.sent);
            match *due <= now {
                true => counts.visible += 1,
                false => counts.in_flight += 1,
            }
        }
        match rows.last() {
            Some((key, _)) if rows.len() == PIECE => span = span.after(key),
            _ => return Ok(()),
        }
    }
}

/// Rows held in memory at once.
const PIECE: usize = 1_000;

pub fn in_flight(tx: &Tx, scope: Scope<'_>, queue: &Queue, now: i64) -> Result<u64, AwsError> {
    let mut flying = 0;
    let span = (now.saturating_add(1), i64::MAX);
    visit(tx, scope, &RETURN, queue.space, span, |_| {
        flying += 1;
        ControlFlow::Continue(())
    })?;
    Ok(flying)
}
