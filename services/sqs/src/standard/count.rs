//! Counting by keys alone.

use super::rows::{READY, RETURN, visit};
use crate::queue::Queue;
use crate::queue::count::Counts;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Tx};
use std::ops::ControlFlow;

pub fn count(tx: &Tx, scope: Scope<'_>, queue: &Queue, now: i64) -> Result<Counts, AwsError> {
    let mut counts = Counts::default();
    // Expired messages are still there, but nobody gets them any more.
    let span = (queue.expired(now).saturating_add(1), i64::MAX);
    visit(tx, scope, &READY, queue.space, span, |(_, due, _, _)| {
        match due <= now {
            true => counts.visible += 1,
            false => counts.delayed += 1,
        }
        ControlFlow::Continue(())
    })?;
    visit(tx, scope, &RETURN, queue.space, span, |(_, due, _, _)| {
        match due <= now {
            true => counts.visible += 1,
            false => counts.in_flight += 1,
        }
        ControlFlow::Continue(())
    })?;
    Ok(counts)
}

pub fn in_flight(tx: &Tx, scope: Scope<'_>, queue: &Queue, now: i64) -> Result<u64, AwsError> {
    let mut flying = 0;
    let span = (now.saturating_add(1), i64::MAX);
    visit(tx, scope, &RETURN, queue.space, span, |_| {
        flying += 1;
        ControlFlow::Continue(())
    })?;
    Ok(flying)
}
