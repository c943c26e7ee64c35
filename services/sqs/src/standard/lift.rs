//! Taking visible messages out of a queue without receiving them, to put them elsewhere.

use super::ready;
use super::rows::{Due, FLIGHT, READY, RETURN, visit};
use crate::message::content;
use crate::message::row::Message;
use crate::queue::Found;
use haneul_pipeline::{AwsError, Cx};
use std::ops::ControlFlow;

/// Up to `wanted` messages, those due first before the others, with what `goes` says of each;
/// ends where it says nothing.
pub fn lift<G>(
    cx: &mut Cx,
    found: &Found,
    wanted: usize,
    goes: &mut impl FnMut(&mut Cx, &Message) -> Result<Option<G>, AwsError>,
) -> Result<Vec<(Message, G)>, AwsError> {
    let now = cx.now().as_microsecond();
    let scope = found.scope(cx);
    let mut lifted = Vec::with_capacity(wanted);
    for (due, is_ready) in visible(cx, found, now, wanted)? {
        if lifted.len() == wanted {
            break;
        }
        let key = (due.0, due.3);
        let message = match is_ready {
            true => READY.get(cx.tx, scope, &due)?,
            false => FLIGHT.get(cx.tx, scope, &key)?.map(|flight| flight.message),
        };
        let alive = |message: &Message| message.sent > found.queue.expired(now);
        let Some(mut message) = message.filter(alive) else {
            continue;
        };
        let Some(goal) = goes(cx, &message)? else {
            break;
        };
        if is_ready {
            ready::remove(cx.tx, scope, &due, &message)?;
        } else {
            RETURN.delete(cx.tx, scope, &due)?;
            FLIGHT.delete(cx.tx, scope, &key)?;
        }
        content::carry(cx.tx, scope, key, &mut message)?;
        lifted.push((message, goal));
    }
    Ok(lifted)
}

fn visible(
    cx: &mut Cx,
    found: &Found,
    now: i64,
    wanted: usize,
) -> Result<Vec<(Due, bool)>, AwsError> {
    let (scope, space) = (found.scope(cx), found.queue.space);
    let span = (found.queue.expired(now).saturating_add(1), now);
    let mut keys = Vec::with_capacity(wanted * 2);
    let mut left = wanted;
    visit(cx.tx, scope, &READY, space, span, |due| {
        keys.push((due, true));
        count_down(&mut left)
    })?;
    left = wanted;
    visit(cx.tx, scope, &RETURN, space, span, |due| {
        keys.push((due, false));
        count_down(&mut left)
    })?;
    keys.sort_by_key(|((_, time, order, _), _)| (*time, *order));
    Ok(keys)
}

fn count_down(left: &mut usize) -> ControlFlow<()> {
    *left = left.saturating_sub(1);
    match *left {
        0 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    }
}
