//! Taking held messages: from here on the store decides.

use super::dead;
use super::disorder;
use super::look::Candidate;
use super::ready;
use super::rows::{Due, FLIGHT, Flight, READY, RETURN};
use crate::message::content;
use crate::message::handle::Handle;
use crate::message::row::{Handed, Message};
use crate::queue::Found;
use haneul_pipeline::disorder::Disorder;
use haneul_pipeline::{AwsError, Cx};

/// When messages are received, and until when they are hidden then.
#[derive(Clone, Copy, Debug)]
pub struct Visibility {
    pub now: i64,
    pub until: i64,
}

/// How messages are received at once.
#[derive(Clone, Copy)]
struct Terms {
    visibility: Visibility,
    disorder: Disorder,
}

/// Those of the candidates that are still there. Dead letters move on, expired ones vanish.
pub fn take(
    cx: &mut Cx,
    found: &Found,
    candidates: &[Candidate],
    visibility: Visibility,
) -> Result<Vec<Handed>, AwsError> {
    let terms = Terms {
        visibility,
        disorder: disorder::now(cx)?,
    };
    let mut handed = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let taken = match candidate {
            Candidate::Ready(due) => take_ready(cx, found, *due, terms)?,
            Candidate::Quiet(due, tenant) => {
                ready::forget(cx.tx, found.scope(cx), tenant, due)?;
                take_ready(cx, found, *due, terms)?
            }
            Candidate::Returned(due) => returned(cx, found, *due, terms)?,
        };
        handed.extend(taken);
    }
    Ok(handed)
}

fn take_ready(
    cx: &mut Cx,
    found: &Found,
    due: Due,
    terms: Terms,
) -> Result<Option<Handed>, AwsError> {
    let scope = found.scope(cx);
    let Some(message) = READY.get(cx.tx, scope, &due)? else {
        return Ok(None);
    };
    ready::remove(cx.tx, scope, &due, &message)?;
    let key = (due.0, due.3);
    if message.sent <= found.queue.expired(terms.visibility.now) {
        content::delete(cx.tx, scope, key, &message)?;
        return Ok(None);
    }
    // Only a message that was received as often elsewhere could be dead already.
    hand(cx, found, key, due.2, message, terms).map(Some)
}

fn returned(
    cx: &mut Cx,
    found: &Found,
    due: Due,
    terms: Terms,
) -> Result<Option<Handed>, AwsError> {
    let scope = found.scope(cx);
    let key = (due.0, due.3);
    if !RETURN.delete(cx.tx, scope, &due)? {
        return Ok(None);
    }
    let Some(flight) = FLIGHT.get(cx.tx, scope, &key)? else {
        return Ok(None);
    };
    let Flight { message, order, .. } = flight;
    if message.sent <= found.queue.expired(terms.visibility.now) {
        FLIGHT.delete(cx.tx, scope, &key)?;
        content::delete(cx.tx, scope, key, &message)?;
        return Ok(None);
    }
    if dead::is_dead(found, &message) && dead::bury(cx, found, key, &message)? {
        FLIGHT.delete(cx.tx, scope, &key)?;
        return Ok(None);
    }
    hand(cx, found, key, order, message, terms).map(Some)
}

fn hand(
    cx: &mut Cx,
    found: &Found,
    key: (u64, u128),
    order: u64,
    mut message: Message,
    terms: Terms,
) -> Result<Handed, AwsError> {
    let scope = found.scope(cx);
    message.receive(terms.visibility.now);
    let twice = disorder::is_given_twice(terms.disorder, key.1, message.receives);
    let flight = Flight {
        message,
        order,
        until: if twice {
            terms.visibility.now
        } else {
            terms.visibility.until
        },
        received: terms.visibility.now,
        token: cx.random().u64(),
    };
    RETURN.insert(cx.tx, scope, &flight.due(key), &flight.back())?;
    FLIGHT.put(cx.tx, scope, &key, &flight)?;
    let handle = Handle {
        queue: found.queue.id,
        space: key.0,
        id: key.1,
        token: flight.token,
        place: None,
    };
    Ok(Handed {
        id: key.1,
        handle: handle.text(),
        content: content::get(cx.tx, scope, key, &flight.message)?,
        message: flight.message,
    })
}
