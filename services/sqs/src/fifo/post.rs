//! A message at the end of its group's line, unless its like was sent within five minutes.

use super::rows::{CLOCK, Clock, GROUP, LINE, SEEN, Seen, TURN, Waiting};
use crate::limits::DEDUPLICATION_SECONDS;
use crate::message::content;
use crate::message::row::Message;
use crate::order;
use crate::queue::Queue;
use crate::tables::{Mark, SECOND};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Tx};

/// The message a send stands for: its own, or the earlier one it repeats.
pub struct Placed {
    pub id: u128,
    pub sequence: u64,
}

pub fn post(
    cx: &mut Cx,
    scope: Scope<'_>,
    queue: &Queue,
    id: u128,
    message: Message,
    due: i64,
) -> Result<Placed, AwsError> {
    let now = message.sent;
    let seen_key = (queue.id, seen_key(queue, &message));
    if let Some(seen) = SEEN.get(cx.tx, scope, &seen_key)? {
        if now < seen.until {
            return Ok(Placed {
                id: seen.id,
                sequence: seen.sequence,
            });
        }
    }
    let sequence = append(cx, scope, queue.space, id, message, due)?;
    let until = now + DEDUPLICATION_SECONDS * SECOND;
    let seen = Seen {
        id,
        sequence,
        until,
    };
    SEEN.put(cx.tx, scope, &seen_key, &seen)?;
    Ok(Placed { id, sequence })
}

/// A deduplication id counts in the whole queue or in its group.
fn seen_key(queue: &Queue, message: &Message) -> String {
    let by_group = queue
        .fifo
        .as_ref()
        .is_some_and(|fifo| fifo.deduplication_scope == "messageGroup");
    let id = message.deduplication.as_deref().unwrap_or_default();
    match (&message.group, by_group) {
        (Some(group), true) => format!("{group} {id}"),
        _ => format!(" {id}"),
    }
}

/// Puts the message behind all others of its group; its sequence number.
pub fn append(
    cx: &mut Cx,
    scope: Scope<'_>,
    space: u64,
    id: u128,
    mut message: Message,
    due: i64,
) -> Result<u64, AwsError> {
    let group = message.group.clone().unwrap_or_default();
    let sequence = last_number(cx, scope, space, &group)?;
    content::put(cx.tx, scope, (space, id), &mut message)?;
    message.sequence = Some(sequence);
    let waiting = Waiting {
        id,
        message,
        due,
        until: 0,
        received: 0,
        token: 0,
    };
    LINE.insert(cx.tx, scope, &(space, group.as_str(), sequence), &waiting)?;
    join(cx.tx, scope, space, &group, due)?;
    Ok(sequence)
}

/// A number behind every message of the group. The commit depends on nobody else having put one
/// behind it, and on nothing in front of it: sends to one group conflict only when they are
/// committed in another order than they were numbered.
fn last_number(cx: &mut Cx, scope: Scope<'_>, space: u64, group: &str) -> Result<u64, AwsError> {
    let number = order::next(cx);
    let line = Span::prefix(&(space, group));
    let behind = line.clone().from(&(space, group, number));
    let last = LINE.scan(cx.tx, scope, behind, 1, true)?;
    Ok(last.first().map_or(number, |((_, _, last), _)| last + 1))
}

/// Makes sure that receivers find the group.
fn join(tx: &mut Tx, scope: Scope<'_>, space: u64, group: &str, due: i64) -> Result<(), AwsError> {
    if GROUP.exists(tx, scope, &(space, group))? {
        return Ok(());
    }
    GROUP.insert(tx, scope, &(space, group), &Mark {})?;
    CLOCK.put(tx, scope, &(space, group), &Clock { at: due })?;
    Ok(TURN.put(tx, scope, &(space, due, group), &Mark {})?)
}
