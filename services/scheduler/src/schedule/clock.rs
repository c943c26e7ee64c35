//! Each schedule has a timer for its next time, which sets the one after.

use super::row::{self, SCHEDULES, Schedule};
use crate::{delivery, errors, place};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::{self, Timer};
use haneul_schedule::{Expression, Reader, TimeZone, zone};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub const DUE: &str = "schedule";

const MOMENT: SignedDuration = SignedDuration::from_micros(1);

pub fn check(expression: &str, zone_name: &str) -> Result<(Expression, TimeZone), AwsError> {
    let read = Expression::parse(expression, Reader::Scheduler);
    let read = read.ok_or_else(|| errors::expression(expression))?;
    let zone = zone(zone_name).ok_or_else(|| {
        errors::invalid(format!("Invalid Schedule Expression Timezone {zone_name}."))
    })?;
    Ok((read, zone))
}

/// Sets the clock of a schedule as it now is; the one it had is taken off.
pub fn wind(cx: &mut Cx, schedule: &mut Schedule, after: Timestamp) -> Result<(), AwsError> {
    unwind(cx, schedule)?;
    if !schedule.enabled {
        return Ok(());
    }
    let Some(due) = next(schedule, after) else {
        return Ok(());
    };
    let at = due + within(cx, schedule);
    schedule.next = Some((due, at));
    let payload = json!({"group": schedule.group, "name": schedule.name, "due": due});
    let id = place::schedule_arn(cx, &schedule.group, &schedule.name);
    cx.timer(at, &id, &format!("scheduler/{DUE}"), payload)
}

fn unwind(cx: &mut Cx, schedule: &mut Schedule) -> Result<(), AwsError> {
    if let Some((_, at)) = schedule.next.take() {
        let id = place::schedule_arn(cx, &schedule.group, &schedule.name);
        timer::cancel(cx.tx, at, &id)?;
    }
    Ok(())
}

pub fn remove(cx: &mut Cx, mut schedule: Schedule) -> Result<(), AwsError> {
    unwind(cx, &mut schedule)?;
    let key = (schedule.group.as_str(), schedule.name.as_str());
    SCHEDULES.delete(cx.tx, cx.scope(), &key)?;
    Ok(())
}

/// Between its start and its end. What comes once knows neither.
fn next(schedule: &Schedule, after: Timestamp) -> Option<Timestamp> {
    let (expression, zone) = check(&schedule.expression, &schedule.zone).ok()?;
    if let Expression::At(_) = expression {
        return expression.next(schedule.base, after, &zone);
    }
    let start = schedule
        .start
        .and_then(|start| start.checked_sub(MOMENT).ok());
    let after = start.map_or(after, |start| start.max(after));
    let due = expression.next(schedule.base, after, &zone)?;
    schedule.end.is_none_or(|end| due <= end).then_some(due)
}

/// Somewhere in its window.
fn within(cx: &Cx, schedule: &Schedule) -> SignedDuration {
    let seconds = schedule.window.unwrap_or(0).max(0) as u64 * 60;
    match seconds {
        0 => SignedDuration::ZERO,
        seconds => SignedDuration::from_secs(cx.random().below(seconds) as i64),
    }
}

/// It is time. What was missed while nobody ran the cloud happens once.
pub fn due(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    let due: Option<Timestamp> = said("due").parse().ok();
    let found = row::find(cx, said("group"), said("name"))?;
    let Some((mut schedule, due)) = found.zip(due) else {
        return Ok(());
    };
    if schedule.next.map(|(known, _)| known) != Some(due) {
        return Ok(());
    }
    delivery::send(cx, &schedule, due)?;
    // The timer is gone already.
    schedule.next = None;
    let window = SignedDuration::from_mins(schedule.window.unwrap_or(0));
    wind(cx, &mut schedule, due.max(cx.now() - window - MOMENT))?;
    match schedule.next.is_none() && schedule.deleted_after {
        true => remove(cx, schedule),
        false => row::save(cx, &schedule),
    }
}

/// The moment before a time, for whoever wants what happens at it.
pub fn before(time: Timestamp) -> Timestamp {
    time.checked_sub(MOMENT).unwrap_or(time)
}
