//! What is done to a message in flight, by its handle.

use super::disorder;
use super::rows::{FLIGHT, RETURN};
use crate::claims;
use crate::limits::VISIBILITY_SECONDS;
use crate::message::content;
use crate::message::handle::Handle;
use crate::queue::Found;
use crate::tables::SECOND;
use haneul_pipeline::disorder::Disorder;
use haneul_pipeline::{AwsError, Cx};

/// What became of a change of the visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Done,
    /// Deleted, or received again by another handle.
    Gone,
    /// Visible already.
    NotInFlight,
    /// It would be hidden for more than twelve hours since its receive.
    TooLong,
}

/// Deletes the message if this is its newest handle; an older one deletes nothing.
pub fn remove(
    cx: &mut Cx,
    found: &Found,
    handle: &Handle,
    disorder: Disorder,
) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    let key = (handle.space, handle.id);
    let Some(flight) = FLIGHT.get(cx.tx, scope, &key)? else {
        return Ok(());
    };
    if flight.token != handle.token {
        return Ok(());
    }
    if disorder::is_left_over(disorder, handle.id, flight.message.receives) {
        return Ok(());
    }
    claims::space(cx.cloud, key.0).tenants.ended(key.1);
    FLIGHT.delete(cx.tx, scope, &key)?;
    RETURN.delete(cx.tx, scope, &flight.due(key))?;
    content::delete(cx.tx, scope, key, &flight.message)
}

pub fn change(
    cx: &mut Cx,
    found: &Found,
    handle: &Handle,
    seconds: i64,
) -> Result<Change, AwsError> {
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let key = (handle.space, handle.id);
    let Some(mut flight) = FLIGHT.get(cx.tx, scope, &key)? else {
        return Ok(Change::Gone);
    };
    if flight.token != handle.token {
        return Ok(Change::Gone);
    }
    if flight.until <= now {
        return Ok(Change::NotInFlight);
    }
    let until = now + seconds * SECOND;
    if until - flight.received > VISIBILITY_SECONDS.end() * SECOND {
        return Ok(Change::TooLong);
    }
    RETURN.delete(cx.tx, scope, &flight.due(key))?;
    flight.until = until;
    RETURN.insert(cx.tx, scope, &flight.due(key), &flight.back())?;
    FLIGHT.put(cx.tx, scope, &key, &flight)?;
    cx.tx.notify(found.queue.channel());
    Ok(Change::Done)
}
