//! A group after something was done to its messages: when can it next be received from?

use super::rows::{CLOCK, Clock, GROUP, LINE, TURN};
use crate::limits::MESSAGES_PER_RECEIVE;
use crate::tables::Mark;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Tx};

/// Begins a change: only one at a time, since all of them write this row. `None` if the group has
/// no messages.
pub fn begin(
    tx: &mut Tx,
    scope: Scope<'_>,
    space: u64,
    group: &str,
) -> Result<Option<Clock>, AwsError> {
    Ok(CLOCK.get(tx, scope, &(space, group))?)
}

/// Ends a change that found the group's clock at `before`.
pub fn settle(
    tx: &mut Tx,
    scope: Scope<'_>,
    space: u64,
    group: &str,
    before: Clock,
    now: i64,
) -> Result<(), AwsError> {
    TURN.delete(tx, scope, &(space, before.at, group))?;
    let Some(at) = next_turn(tx, scope, space, group, now)? else {
        GROUP.delete(tx, scope, &(space, group))?;
        CLOCK.delete(tx, scope, &(space, group))?;
        return Ok(());
    };
    TURN.put(tx, scope, &(space, at, group), &Mark {})?;
    Ok(CLOCK.put(tx, scope, &(space, group), &Clock { at })?)
}

fn next_turn(
    tx: &mut Tx,
    scope: Scope<'_>,
    space: u64,
    group: &str,
    now: i64,
) -> Result<Option<i64>, AwsError> {
    let line = Span::prefix(&(space, group));
    // A receive takes so many at most, from the head, and another one waits until all are back.
    let head = *MESSAGES_PER_RECEIVE.end() as usize;
    let rows = LINE.scan_untracked(tx, scope, line.clone(), head, false)?;
    let Some((_, first)) = rows.first() else {
        // The group ends here unless a message was sent to it meanwhile.
        let late = LINE.scan(tx, scope, line, 1, false)?;
        return Ok(late.first().map(|(_, waiting)| waiting.due));
    };
    let flying = rows.iter().map(|(_, waiting)| waiting.until).max();
    match flying {
        Some(until) if until > now => Ok(Some(until)),
        _ => Ok(Some(first.due.max(first.until))),
    }
}
