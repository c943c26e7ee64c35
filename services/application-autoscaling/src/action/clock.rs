//! Each scheduled action has a timer for its next time, which sets the one after.

use super::row::{self, Action};
use crate::errors;
use crate::place::{self, Place};
use crate::target;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::{self, Timer};
use haneul_schedule::{Expression, Reader, TimeZone, zone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub const DUE: &str = "scheduled_action";

const MOMENT: SignedDuration = SignedDuration::from_micros(1);

#[derive(Serialize, Deserialize)]
struct Due {
    place: Place,
    name: String,
    at: Timestamp,
}

pub fn check(schedule: &str, name: Option<&str>) -> Result<(Expression, TimeZone), AwsError> {
    let read = Expression::parse(schedule, Reader::Scheduler);
    let read = read.ok_or_else(|| {
        errors::invalid(format!("The schedule expression is invalid: {schedule}"))
    })?;
    let name = name.unwrap_or("UTC");
    let zone =
        zone(name).ok_or_else(|| errors::invalid(format!("The time zone is invalid: {name}")))?;
    Ok((read, zone))
}

/// Sets the clock of an action as it now is; the one it had is taken off.
pub fn wind(cx: &mut Cx, action: &mut Action, after: Timestamp) -> Result<(), AwsError> {
    unwind(cx, action)?;
    let Some(at) = next(action, after) else {
        return Ok(());
    };
    action.next = Some(at);
    let due = Due {
        place: action.place.clone(),
        name: action.name.clone(),
        at,
    };
    let payload = serde_json::to_value(due).map_err(AwsError::internal)?;
    let handler = format!("application-autoscaling/{DUE}");
    cx.timer(at, &id(cx, action), &handler, payload)
}

fn id(cx: &Cx, action: &Action) -> String {
    place::action_arn(cx, &action.place, &action.id, &action.name)
}

pub fn unwind(cx: &mut Cx, action: &mut Action) -> Result<(), AwsError> {
    if let Some(at) = action.next.take() {
        timer::cancel(cx.tx, at, &id(cx, action))?;
    }
    Ok(())
}

/// Between its start and its end.
fn next(action: &Action, after: Timestamp) -> Option<Timestamp> {
    let (expression, zone) = check(&action.schedule, action.zone.as_deref()).ok()?;
    let start = action
        .start
        .and_then(|start| start.checked_sub(MOMENT).ok());
    let after = start.map_or(after, |start| start.max(after));
    let at = expression.next(action.base, after, &zone)?;
    action.end.is_none_or(|end| at <= end).then_some(at)
}

/// It is time: the bounds are others, and what is outside of them is brought inside.
pub fn due_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let due: Due = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let found = row::find(cx, &due.place, &due.name)?;
    let Some(mut action) = found.filter(|action| action.next == Some(due.at)) else {
        return Ok(());
    };
    let target = target::find(cx, &due.place)?;
    if let Some(mut target) = target.filter(|target| !target.suspended.scheduled) {
        target.min = action.min.unwrap_or(target.min);
        target.max = action.max.unwrap_or(target.max).max(target.min);
        let cause = format!("scheduled action name {} was triggered", action.name);
        target::fit(cx, &mut target, Some(&cause))?;
        target::save(cx, &target)?;
    }
    // The timer is gone already.
    action.next = None;
    let now = cx.now();
    wind(cx, &mut action, due.at.max(now - MOMENT))?;
    match action.next {
        // What never comes again is forgotten.
        None => row::remove(cx, action),
        Some(_) => row::save(cx, &action),
    }
}
