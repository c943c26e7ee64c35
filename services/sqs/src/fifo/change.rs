//! What is done to a message in flight, by its handle.

use super::rows::{LINE, Waiting};
use super::settle::{begin, settle};
use crate::limits::VISIBILITY_SECONDS;
use crate::message::content;
use crate::message::handle::Handle;
use crate::queue::Found;
use crate::standard::Change;
use crate::tables::SECOND;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Scope;

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Done,
    /// The message is visible again, or someone else has it.
    Expired,
}

pub fn remove(cx: &mut Cx, found: &Found, handle: &Handle) -> Result<Removed, AwsError> {
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let Some((group, sequence)) = &handle.place else {
        return Ok(Removed::Done);
    };
    let Some(clock) = begin(cx.tx, scope, handle.space, group)? else {
        return Ok(Removed::Done);
    };
    let key = (handle.space, group.as_str(), *sequence);
    let Some(waiting) = find(cx, scope, key, handle)? else {
        return Ok(Removed::Done);
    };
    if waiting.token != handle.token || waiting.until <= now {
        return Ok(Removed::Expired);
    }
    LINE.delete(cx.tx, scope, &key)?;
    content::delete(cx.tx, scope, (handle.space, handle.id), &waiting.message)?;
    settle(cx.tx, scope, handle.space, group, clock, now)?;
    // The next of the group may be received now.
    cx.tx.notify(found.queue.channel());
    Ok(Removed::Done)
}

pub fn change(
    cx: &mut Cx,
    found: &Found,
    handle: &Handle,
    seconds: i64,
) -> Result<Change, AwsError> {
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let Some((group, sequence)) = &handle.place else {
        return Ok(Change::Gone);
    };
    let Some(clock) = begin(cx.tx, scope, handle.space, group)? else {
        return Ok(Change::Gone);
    };
    let key = (handle.space, group.as_str(), *sequence);
    let Some(mut waiting) = find(cx, scope, key, handle)? else {
        return Ok(Change::Gone);
    };
    if waiting.token != handle.token {
        return Ok(Change::Gone);
    }
    if waiting.until <= now {
        return Ok(Change::NotInFlight);
    }
    waiting.until = now + seconds * SECOND;
    if waiting.until - waiting.received > VISIBILITY_SECONDS.end() * SECOND {
        return Ok(Change::TooLong);
    }
    LINE.put(cx.tx, scope, &key, &waiting)?;
    settle(cx.tx, scope, handle.space, group, clock, now)?;
    cx.tx.notify(found.queue.channel());
    Ok(Change::Done)
}

fn find(
    cx: &mut Cx,
    scope: Scope<'_>,
    key: (u64, &str, u64),
    handle: &Handle,
) -> Result<Option<Waiting>, AwsError> {
    let waiting = LINE.get(cx.tx, scope, &key)?;
    Ok(waiting.filter(|waiting| waiting.id == handle.id))
}
