//! Counting the messages of a FIFO queue.

use super::rows::LINE;
use crate::queue::Queue;
use crate::queue::count::Counts;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Tx};

pub fn count(tx: &Tx, scope: Scope<'_>, queue: &Queue, now: i64) -> Result<Counts, AwsError> {
    let mut counts = Counts::default();
    let mut span = Span::prefix(&queue.space);
    loop {
        let rows = LINE.scan_untracked(tx, scope, span.clone(), PIECE, false)?;
        for (_, waiting) in &rows {
            match () {
                () if waiting.message.sent <= queue.expired(now) => {}
                () if waiting.due > now => counts.delayed += 1,
                () if waiting.until > now => {
                    counts.in_flight += 1;
                    counts.saw(waiting.message.sent);
                }
                () => {
                    counts.visible += 1;
                    counts.saw(waiting.message.sent);
                }
            }
        }
        match rows.last() {
            Some((key, _)) if rows.len() == PIECE => span = span.after(key),
            _ => return Ok(counts),
        }
    }
}

/// Rows held in memory at once.
const PIECE: usize = 500;

pub fn in_flight(tx: &Tx, scope: Scope<'_>, queue: &Queue, now: i64) -> Result<u64, AwsError> {
    Ok(count(tx, scope, queue, now)?.in_flight)
}
