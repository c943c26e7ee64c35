//! Taking visible messages out of a queue without receiving them, to put them elsewhere.

use super::look::look;
use super::rows::LINE;
use super::settle::{begin, settle};
use crate::claims;
use crate::message::content;
use crate::message::row::Message;
use crate::queue::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// Up to `wanted` messages, each group in its order, with what `goes` says of each; ends where it
/// says nothing.
pub fn lift<G>(
    cx: &mut Cx,
    found: &Found,
    wanted: usize,
    goes: &mut impl FnMut(&mut Cx, &Message) -> Result<Option<G>, AwsError>,
) -> Result<Vec<(Message, G)>, AwsError> {
    let now = cx.now().as_microsecond();
    let scope = found.scope(cx);
    let mut hold = claims::space(cx.cloud, found.queue.space).hold();
    let groups = look(cx.tx, scope, &found.queue, now, wanted, &mut hold)?;
    let mut lifted = Vec::with_capacity(wanted);
    for group in groups {
        if !lift_group(cx, found, (&group, now), wanted, &mut lifted, goes)? {
            break;
        }
    }
    Ok(lifted)
}

/// Whether to go on.
fn lift_group<G>(
    cx: &mut Cx,
    found: &Found,
    (group, now): (&str, i64),
    wanted: usize,
    lifted: &mut Vec<(Message, G)>,
    goes: &mut impl FnMut(&mut Cx, &Message) -> Result<Option<G>, AwsError>,
) -> Result<bool, AwsError> {
    let (scope, space) = (found.scope(cx), found.queue.space);
    let Some(clock) = begin(cx.tx, scope, space, group)?.filter(|clock| clock.at <= now) else {
        return Ok(true);
    };
    let line = Span::prefix(&(space, group));
    let mut goes_on = true;
    for (key, mut waiting) in LINE.scan_untracked(cx.tx, scope, line, wanted, false)? {
        if lifted.len() == wanted || waiting.due > now {
            break;
        }
        if waiting.message.sent > found.queue.expired(now) {
            let Some(goal) = goes(cx, &waiting.message)? else {
                goes_on = false;
                break;
            };
            content::carry(cx.tx, scope, (space, waiting.id), &mut waiting.message)?;
            lifted.push((waiting.message, goal));
        } else {
            content::delete(cx.tx, scope, (space, waiting.id), &waiting.message)?;
        }
        LINE.delete(cx.tx, scope, &key)?;
    }
    settle(cx.tx, scope, space, group, clock, now)?;
    Ok(goes_on)
}
