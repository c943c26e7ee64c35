//! Taking messages from the heads of groups.

use super::post::append;
use super::rows::{LINE, Waiting};
use super::settle::{begin, settle};
use crate::message::content;
use crate::message::handle::Handle;
use crate::message::row::Handed;
use crate::queue::Found;
use crate::standard::{Visibility, grave, is_dead};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span};

/// Up to `wanted` messages: as many as the first group has, then from the next. Dead letters move
/// on, expired messages vanish.
pub fn take(
    cx: &mut Cx,
    found: &Found,
    groups: &[String],
    wanted: usize,
    visibility: Visibility,
) -> Result<Vec<Handed>, AwsError> {
    let mut handed = Vec::with_capacity(wanted);
    for group in groups {
        if handed.len() == wanted {
            break;
        }
        take_from(cx, found, group, wanted, visibility, &mut handed)?;
    }
    Ok(handed)
}

/// Rows looked at in one receive beyond those wanted, so that many expired ones take several.
const MORE: usize = 100;

fn take_from(
    cx: &mut Cx,
    found: &Found,
    group: &str,
    wanted: usize,
    visibility: Visibility,
    handed: &mut Vec<Handed>,
) -> Result<(), AwsError> {
    let (scope, space) = (found.scope(cx), found.queue.space);
    let now = visibility.now;
    let Some(clock) = begin(cx.tx, scope, space, group)?.filter(|clock| clock.at <= now) else {
        return Ok(());
    };
    let line = Span::prefix(&(space, group));
    let rows = LINE.scan_untracked(cx.tx, scope, line, wanted + MORE, false)?;
    for ((_, _, sequence), waiting) in rows {
        if handed.len() == wanted || waiting.due > now {
            break;
        }
        let key = (space, group, sequence);
        if waiting.message.sent <= found.queue.expired(now) {
            LINE.delete(cx.tx, scope, &key)?;
            content::delete(cx.tx, scope, (space, waiting.id), &waiting.message)?;
        } else if is_dead(found, &waiting.message) && bury(cx, found, &waiting, now)? {
            LINE.delete(cx.tx, scope, &key)?;
        } else {
            handed.push(hand(cx, found, scope, key, waiting, visibility)?);
        }
    }
    settle(cx.tx, scope, space, group, clock, now)
}

fn hand(
    cx: &mut Cx,
    found: &Found,
    scope: Scope<'_>,
    key: (u64, &str, u64),
    waiting: Waiting,
    visibility: Visibility,
) -> Result<Handed, AwsError> {
    let mut waiting = Waiting {
        until: visibility.until,
        received: visibility.now,
        token: cx.random().u64(),
        ..waiting
    };
    waiting.message.receive(visibility.now);
    LINE.put(cx.tx, scope, &key, &waiting)?;
    handed(cx, found, scope, key, waiting)
}

pub fn handed(
    cx: &mut Cx,
    found: &Found,
    scope: Scope<'_>,
    (space, group, sequence): (u64, &str, u64),
    waiting: Waiting,
) -> Result<Handed, AwsError> {
    let handle = Handle {
        queue: found.queue.id,
        space,
        id: waiting.id,
        token: waiting.token,
        place: Some((group.to_owned(), sequence)),
    };
    Ok(Handed {
        id: waiting.id,
        handle: handle.text(),
        content: content::get(cx.tx, scope, (space, waiting.id), &waiting.message)?,
        message: waiting.message,
    })
}

/// Moves a copy of a dead letter to the queue for them, at the end of its group there.
fn bury(cx: &mut Cx, found: &Found, waiting: &Waiting, now: i64) -> Result<bool, AwsError> {
    let Some(grave) = grave(cx, found)? else {
        return Ok(false);
    };
    let scope = found.scope(cx);
    let mut message = waiting.message.clone();
    content::carry(cx.tx, scope, (found.queue.space, waiting.id), &mut message)?;
    message.receives_here = 0;
    message.source = Some(found.arn(cx));
    // Its retention begins anew, unlike in standard queues.
    message.sent = now;
    append(cx, scope, grave.queue.space, waiting.id, message, now)?;
    cx.tx.notify(grave.queue.channel());
    Ok(true)
}
