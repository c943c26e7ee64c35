//! Holding actions back: while another alarm is in ALARM, for a moment before it may be, and for a
//! moment after it was.

use crate::alarm::{self, Alarm, Composite, State, Subject, Value, perform};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;

pub const RELEASE: &str = "release";

const BY_ALARM: &str = "Alarm";
const BY_WAIT: &str = "WaitPeriod";
const BY_EXTENSION: &str = "ExtensionPeriod";

/// The alarm became another one: its actions, unless something holds them back.
pub fn act(cx: &mut Cx, alarm: &mut Alarm, before: &State) -> Result<(), AwsError> {
    let Subject::Composite(mut own) = alarm.subject.clone() else {
        return Ok(());
    };
    let Some(suppressor) = own.suppressor.clone() else {
        return perform(cx, alarm, before);
    };
    if own.suppressed_by.is_none() {
        match is_alarm(cx, &suppressor)? {
            true => by_alarm(&mut own, &suppressor),
            false => match own.wait.unwrap_or(0) {
                0 => return perform(cx, alarm, before),
                wait => until(cx, &alarm.name, &mut own, BY_WAIT, wait)?,
            },
        }
    }
    own.held.get_or_insert_with(|| before.clone());
    alarm.subject = Subject::Composite(own);
    Ok(())
}

fn is_alarm(cx: &mut Cx, name: &str) -> Result<bool, AwsError> {
    let found = alarm::find(cx, name)?;
    Ok(found.is_some_and(|found| found.state.value == Value::Alarm))
}

fn by_alarm(own: &mut Composite, suppressor: &str) {
    own.suppressed_by = Some(BY_ALARM.to_owned());
    own.suppressed_reason = Some(format!("Actions suppressed by {suppressor}"));
    own.until = None;
}

fn until(
    cx: &mut Cx,
    name: &str,
    own: &mut Composite,
    by: &str,
    seconds: i64,
) -> Result<(), AwsError> {
    let at = cx.now() + SignedDuration::from_secs(seconds);
    own.suppressed_by = Some(by.to_owned());
    own.suppressed_reason = Some(format!("Actions suppressed by {by}"));
    own.until = Some(at);
    let id = format!("cloudwatch release {} {} {name}", cx.account(), cx.region());
    let payload = json!({"name": name, "until": at});
    cx.timer(at, &id, "cloudwatch/release", payload)
}

/// Follows the suppressor's state; the row is the caller's to save.
pub fn follow(cx: &mut Cx, alarm: &mut Alarm) -> Result<(), AwsError> {
    let Subject::Composite(mut own) = alarm.subject.clone() else {
        return Ok(());
    };
    let Some(suppressor) = own.suppressor.clone() else {
        return Ok(());
    };
    match (is_alarm(cx, &suppressor)?, own.suppressed_by.as_deref()) {
        // Once the time of waiting is over, or nothing waits, there is nothing to hold back.
        (true, Some(BY_WAIT | BY_EXTENSION)) => by_alarm(&mut own, &suppressor),
        (false, Some(BY_ALARM)) => {
            let extension = own.extension.unwrap_or(0);
            until(cx, &alarm.name, &mut own, BY_EXTENSION, extension)?;
        }
        _ => return Ok(()),
    }
    alarm.subject = Subject::Composite(own);
    Ok(())
}

/// The time is over: what was held back is done, if the alarm is still another one.
pub fn release(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    let Some(mut alarm) = alarm::find(cx, name)? else {
        return Ok(());
    };
    let Subject::Composite(mut own) = alarm.subject.clone() else {
        return Ok(());
    };
    if own.until.is_none() || json!(own.until) != timer.payload["until"] {
        return Ok(());
    }
    own.suppressed_by = None;
    own.suppressed_reason = None;
    own.until = None;
    let held = own.held.take();
    alarm.subject = Subject::Composite(own);
    if let Some(before) = held.filter(|before| before.value != alarm.state.value) {
        perform(cx, &alarm, &before)?;
    }
    alarm::save(cx, &alarm)
}
