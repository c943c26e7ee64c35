//! A receive that is tried again: the same messages by the same handles, if nothing was done to
//! them since.

use super::rows::{ATTEMPTS, Attempt, LINE};
use super::settle::{begin, settle};
use super::take::handed;
use crate::limits::DEDUPLICATION_SECONDS;
use crate::message::handle::Handle;
use crate::message::row::Handed;
use crate::queue::Found;
use crate::standard::Visibility;
use crate::tables::SECOND;
use haneul_pipeline::{AwsError, Cx};

/// What the earlier attempt got, hidden anew; `None` if this is to be a receive of its own.
pub fn replay(
    cx: &mut Cx,
    found: &Found,
    attempt: &str,
    visibility: Visibility,
) -> Result<Option<Vec<Handed>>, AwsError> {
    let scope = found.scope(cx);
    let known = ATTEMPTS.get(cx.tx, scope, &(found.queue.id, attempt))?;
    let Some(known) = known.filter(|known| visibility.now < known.until) else {
        return Ok(None);
    };
    let mut handles = Vec::new();
    for text in &known.handles {
        let handle = Handle::read(&found.queue, text)?;
        if !unchanged(cx, found, &handle, visibility.now)? {
            return Ok(None);
        }
        handles.push(handle);
    }
    let mut again = Vec::with_capacity(handles.len());
    for handle in &handles {
        again.extend(hide(cx, found, handle, visibility)?);
    }
    Ok((!again.is_empty()).then_some(again))
}

fn unchanged(cx: &mut Cx, found: &Found, handle: &Handle, now: i64) -> Result<bool, AwsError> {
    let Some((group, sequence)) = &handle.place else {
        return Ok(false);
    };
    let key = (handle.space, group.as_str(), *sequence);
    let waiting = LINE.get(cx.tx, found.scope(cx), &key)?;
    Ok(waiting.is_some_and(|waiting| waiting.token == handle.token && waiting.until > now))
}

fn hide(
    cx: &mut Cx,
    found: &Found,
    handle: &Handle,
    visibility: Visibility,
) -> Result<Option<Handed>, AwsError> {
    let scope = found.scope(cx);
    let Some((group, sequence)) = &handle.place else {
        return Ok(None);
    };
    let key = (handle.space, group.as_str(), *sequence);
    let clock = begin(cx.tx, scope, handle.space, group)?;
    let (Some(clock), Some(mut waiting)) = (clock, LINE.get(cx.tx, scope, &key)?) else {
        return Ok(None);
    };
    waiting.until = visibility.until;
    LINE.put(cx.tx, scope, &key, &waiting)?;
    settle(cx.tx, scope, handle.space, group, clock, visibility.now)?;
    handed(cx, found, scope, key, waiting).map(Some)
}

/// Remembers what an attempt got.
pub fn remember(
    cx: &mut Cx,
    found: &Found,
    attempt: &str,
    got: &[Handed],
    now: i64,
) -> Result<(), AwsError> {
    let row = Attempt {
        until: now + DEDUPLICATION_SECONDS * SECOND,
        handles: got.iter().map(|handed| handed.handle.clone()).collect(),
    };
    Ok(ATTEMPTS.put(cx.tx, found.scope(cx), &(found.queue.id, attempt), &row)?)
}
