//! Looking for messages to receive: the head of what is due, but for what others already hold.

use super::rows::{Due, READY, RETURN, visit};
use super::{disorder, fair};
use crate::claims::{self, Hold};
use crate::queue::Queue;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Tx};
use std::ops::ControlFlow;
use std::sync::Arc;

/// A message that may be taken.
#[derive(Clone, Debug)]
pub enum Candidate {
    Ready(Due),
    /// Of a tenant that comes before noisy ones.
    Quiet(Due, Arc<str>),
    Returned(Due),
}

pub struct Looked {
    pub candidates: Vec<Candidate>,
}

impl Candidate {
    pub fn id(&self) -> u128 {
        self.due().3
    }

    fn due(&self) -> Due {
        match self {
            Candidate::Ready(due) | Candidate::Quiet(due, _) | Candidate::Returned(due) => *due,
        }
    }
}

/// Holds up to `wanted` messages that are due now, the ones due first before the others.
pub fn look(
    cx: &Cx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
    wanted: usize,
    hold: &mut Hold,
) -> Result<Looked, AwsError> {
    let tx = &*cx.tx;
    let snapshot = tx.version();
    let disorder = disorder::now(cx)?;
    let sight = match disorder.is_on() {
        true => wanted + disorder::FURTHER,
        false => wanted,
    };
    // What was due before this has expired since, whatever it is.
    let span = (queue.expired(now).saturating_add(1), now);
    let noisy = claims::space(cx.cloud, queue.space).tenants.noisy(now);
    let mut candidates = match noisy.is_empty() {
        true => Vec::with_capacity(wanted),
        false => fair::quiet(tx, scope, queue, span, &noisy, wanted, hold)?,
    };
    let mut free = Vec::with_capacity(sight * 2);
    {
        let mut found = 0;
        visit(tx, scope, &RETURN, queue.space, span, |due| {
            if hold.is_free(due.3, snapshot) {
                free.push(Candidate::Returned(due));
                found += 1;
            }
            enough(found, sight)
        })?;
    }
    let mut found = 0;
    visit(tx, scope, &READY, queue.space, span, |due| {
        if hold.is_free(due.3, snapshot) {
            free.push(Candidate::Ready(due));
            found += 1;
        }
        enough(found, sight)
    })?;
    free.sort_by_key(|candidate| {
        let (_, time, order, _) = candidate.due();
        (time, order)
    });
    if disorder.is_on() {
        disorder::shuffle(disorder, &mut free, now);
    }
    for candidate in free {
        if candidates.len() < wanted && hold.claim(candidate.due().3, snapshot) {
            candidates.push(candidate);
        }
    }
    Ok(Looked { candidates })
}

fn enough(found: usize, wanted: usize) -> ControlFlow<()> {
    if found < wanted {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

/// When the next message becomes visible that is not yet.
pub fn next_due(
    tx: &Tx,
    scope: Scope<'_>,
    queue: &Queue,
    now: i64,
) -> Result<Option<i64>, AwsError> {
    let mut next: Option<i64> = None;
    let mut first = |(_, time, _, _): Due| {
        next = Some(next.map_or(time, |known: i64| known.min(time)));
        ControlFlow::Break(())
    };
    let span = (now.saturating_add(1), i64::MAX);
    visit(tx, scope, &READY, queue.space, span, &mut first)?;
    visit(tx, scope, &RETURN, queue.space, span, &mut first)?;
    Ok(next)
}
