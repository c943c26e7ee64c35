//! Looking for groups to receive from.

use super::rows::visit_turns;
use crate::claims::Hold;
use crate::queue::Queue;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Tx};
use md5::{Digest, Md5};
use std::ops::ControlFlow;

/// Holds up to `wanted` groups whose turn it is.
pub fn look(
    tx: &Tx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
    wanted: usize,
    hold: &mut Hold,
) -> Result<Vec<String>, AwsError> {
    let snapshot = tx.version();
    let mut groups = Vec::new();
    visit_turns(tx, scope, queue.space, (i64::MIN, now), |_, group| {
        if hold.claim(name(&group), snapshot) {
            groups.push(group);
        }
        match groups.len() < wanted {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    Ok(groups)
}

/// Holds are by number; two groups of the same would only wait for each other.
fn name(group: &str) -> u128 {
    u128::from_be_bytes(Md5::digest(group.as_bytes()).into())
}

pub fn next_due(
    tx: &Tx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
) -> Result<Option<i64>, AwsError> {
    let mut next = None;
    let span = (now.saturating_add(1), i64::MAX);
    visit_turns(tx, scope, queue.space, span, |at, _| {
        next = Some(at);
        ControlFlow::Break(())
    })?;
    Ok(next)
}
