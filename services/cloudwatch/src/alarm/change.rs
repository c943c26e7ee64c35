//! An alarm becomes another one: its history, its event, its actions, and those who look at it.

use super::row::{self, Alarm, PARENTS, State, Subject, Value};
use super::{action, event, history};
use crate::composite;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use serde_json::json;

pub struct Change {
    pub value: Value,
    pub reason: String,
    pub data: Option<String>,
}

/// The row is the caller's to save.
pub fn change(cx: &mut Cx, alarm: &mut Alarm, change: Change) -> Result<(), AwsError> {
    let now = cx.now();
    let is_other = change.value != alarm.state.value;
    let before = alarm.state.clone();
    alarm.state = State {
        value: change.value,
        reason: change.reason,
        data: change.data,
        updated: now,
        transitioned: if is_other { now } else { before.transitioned },
    };
    let summary = format!(
        "Alarm updated from {} to {}",
        before.value.name(),
        alarm.state.value.name()
    );
    let data = json!({
        "version": "1.0",
        "oldState": history::state(&before),
        "newState": history::state(&alarm.state),
    });
    history::add(
        cx,
        alarm,
        &history::Entry::new("StateUpdate", summary, data),
    )?;
    if !is_other {
        return Ok(());
    }
    event::state_change(cx, alarm, &before)?;
    match &alarm.subject {
        Subject::Metric(_) => action::perform(cx, alarm, &before)?,
        Subject::Composite(_) => composite::act(cx, alarm, &before)?,
    }
    tell_parents(cx, &alarm.name)
}

/// Those that look at this one look again, once this is done.
fn tell_parents(cx: &mut Cx, name: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    let parents = PARENTS.scan(cx.tx, scope, Span::prefix(name), usize::MAX, false)?;
    for ((_, parent), _) in parents {
        composite::look(cx, &parent, Some(name))?;
    }
    Ok(())
}

/// Sets the state as somebody says it.
pub fn set(cx: &mut Cx, name: &str, said: Change) -> Result<bool, AwsError> {
    let Some(mut alarm) = row::find(cx, name)? else {
        return Ok(false);
    };
    change(cx, &mut alarm, said)?;
    // It goes back to what it is when it is looked at next.
    super::look_again(cx, &mut alarm)?;
    row::save(cx, &alarm)?;
    if matches!(alarm.subject, Subject::Composite(_)) {
        composite::look(cx, name, None)?;
    }
    Ok(true)
}
