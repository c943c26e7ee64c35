//! One try to receive: look at a snapshot, hold what is free, take it in a transaction.

use crate::claims::{self, Hold};
use crate::errors;
use crate::limits::IN_FLIGHT;
use crate::message::kms;
use crate::message::row::Handed;
use crate::message::wish::Wish;
use crate::queue::{Found, row};
use crate::standard::{Candidate, Visibility};
use crate::tables::SECOND;
use crate::{fifo, standard};
use haneul_pipeline::{AwsError, Cx, Edge};
use jiff::Timestamp;

/// What a look at the queue found.
pub struct Look {
    pub found: Found,
    /// When the next message becomes visible, for a receiver that found none and waits.
    pub next: Option<Timestamp>,
    held: Held,
    hold: Hold,
}

enum Held {
    Messages(Vec<Candidate>),
    Groups(Vec<String>),
}

impl Look {
    pub fn is_empty(&self) -> bool {
        match &self.held {
            Held::Messages(candidates) => candidates.is_empty(),
            Held::Groups(groups) => groups.is_empty(),
        }
    }
}

/// Up to so many nodes the limit on messages in flight is held exactly.
const NODES: u64 = 16;

/// Holds messages for the receiver, without changing anything.
pub fn look(edge: &Edge, wish: &Wish) -> Result<Look, AwsError> {
    let now = edge.cloud.clock.now().as_microsecond();
    edge.read(|cx| look_in(cx, wish, now))
}

fn look_in(cx: &mut Cx, wish: &Wish, now: i64) -> Result<Look, AwsError> {
    let found = row::at_url(cx, &wish.url)?;
    let space = claims::space(cx.cloud, found.queue.space);
    let mut hold = space.hold();
    let queue = &found.queue;
    let scope = found.scope(cx);
    let takers = if cx.cloud.leases.is_alone() { 1 } else { NODES };
    let may_fly = space.may_fly(IN_FLIGHT, takers, || match queue.is_fifo() {
        true => fifo::in_flight(cx.tx, scope, queue, now),
        false => standard::in_flight(cx.tx, scope, queue, now),
    })?;
    let held = match (queue.is_fifo(), may_fly) {
        (true, true) => Held::Groups(fifo::look(
            cx.tx,
            scope,
            queue,
            now,
            wish.messages,
            &mut hold,
        )?),
        (true, false) => Held::Groups(Vec::new()),
        (false, true) => {
            let looked = standard::look(cx, scope, queue, now, wish.messages, &mut hold)?;
            Held::Messages(looked.candidates)
        }
        // A receiver that waits is not told; it waits for messages to be deleted.
        (false, false) if !wish.wait.is_zero() => Held::Messages(Vec::new()),
        (false, false) => return Err(errors::too_many_in_flight()),
    };
    let mut look = Look {
        next: None,
        held,
        hold,
        found,
    };
    if look.is_empty() && !wish.wait.is_zero() {
        look.next = next_due(cx, &look.found, now)?;
    }
    Ok(look)
}

fn next_due(cx: &mut Cx, found: &Found, now: i64) -> Result<Option<Timestamp>, AwsError> {
    let scope = found.scope(cx);
    let next = match found.queue.is_fifo() {
        true => fifo::next_due(cx.tx, scope, &found.queue, now)?,
        false => standard::next_due(cx.tx, scope, &found.queue, now)?,
    };
    Ok(next.and_then(|micros| Timestamp::from_microsecond(micros).ok()))
}

/// Takes what was held. Fewer messages come back than were held if some are expired, dead letters
/// or taken by another process.
pub async fn take(edge: &Edge, wish: &Wish, look: Look) -> Result<Vec<Handed>, AwsError> {
    let Look {
        found, held, hold, ..
    } = look;
    let now = edge.cloud.clock.now().as_microsecond();
    let visibility = visibility(wish, &found, now);
    let handed = edge
        .transact(|cx| {
            // The queue, or where its messages are, may have changed since.
            let current = row::at_url(cx, &wish.url)?;
            if current.queue.space != found.queue.space {
                return Ok(Vec::new());
            }
            let mut handed = match &held {
                Held::Messages(candidates) => standard::take(cx, &current, candidates, visibility)?,
                Held::Groups(groups) => {
                    fifo::take(cx, &current, groups, wish.messages, visibility)?
                }
            };
            kms::open(cx, &current, &mut handed)?;
            if let Some(attempt) = wish.attempt.as_ref().filter(|_| !handed.is_empty()) {
                fifo::remember(cx, &current, attempt, &handed, now)?;
            }
            if cx.tx.is_dirty() {
                // Whoever waits has another time to wait for.
                cx.tx.notify(current.queue.channel());
            }
            Ok(handed)
        })
        .await?;
    if !found.queue.is_fifo() {
        let tenants = &claims::space(&edge.cloud, found.queue.space).tenants;
        for handed in &handed {
            if let Some(tenant) = &handed.message.group {
                tenants.took(tenant, handed.id, visibility.until);
            }
        }
    }
    hold.taken(edge.read(|cx| Ok(cx.tx.version()))?);
    Ok(handed)
}

pub fn visibility(wish: &Wish, found: &Found, now: i64) -> Visibility {
    let seconds = wish.visibility_seconds;
    let seconds = seconds.unwrap_or(found.queue.visibility_seconds);
    Visibility {
        now,
        until: now + seconds * SECOND,
    }
}
