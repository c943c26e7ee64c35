//! Looking at a composite alarm: at once when one that it names became another one.

use super::{Rule, hold};
use crate::alarm::{self, Alarm, Change, Composite, Subject, Value, change, stamp};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use std::collections::HashMap;

pub const COMPOSE: &str = "compose";

/// Composite alarms that look at one another in a circle change so often in a minute and no more.
const CHANGES: u32 = 32;

/// Looks at it when this transaction is done; `by` is the alarm that made it look.
pub fn look(cx: &mut Cx, name: &str, by: Option<&str>) -> Result<(), AwsError> {
    let id = format!(
        "cloudwatch {} {} {name} {}",
        cx.account(),
        cx.region(),
        by.unwrap_or_default()
    );
    let payload = json!({"name": name, "by": by});
    cx.timer(cx.now(), &id, "cloudwatch/compose", payload)
}

pub fn compose(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    let Some(mut alarm) = alarm::find(cx, name)? else {
        return Ok(());
    };
    let Subject::Composite(own) = alarm.subject.clone() else {
        return Ok(());
    };
    hold::follow(cx, &mut alarm)?;
    let by = timer.payload["by"].as_str();
    let states = states(cx, &own)?;
    let Ok(rule) = Rule::parse(&own.rule) else {
        return Ok(());
    };
    let value = match rule.holds(&|name| states.get(name).map(|alarm| alarm.state.value)) {
        true => Value::Alarm,
        false => Value::Ok,
    };
    if value != alarm.state.value {
        let reason = reason(cx, &alarm, value, by.and_then(|by| states.get(by)));
        let data = json!({"triggeringAlarms": triggered(cx, &states, value, false)});
        if may_change(&mut alarm, cx.now().as_second().div_euclid(60)) {
            change(
                cx,
                &mut alarm,
                Change {
                    value,
                    reason,
                    data: Some(data.to_string()),
                },
            )?;
        }
    }
    alarm::save(cx, &alarm)
}

fn may_change(alarm: &mut Alarm, minute: i64) -> bool {
    let Subject::Composite(own) = &mut alarm.subject else {
        return false;
    };
    let before = if own.changes.0 == minute {
        own.changes.1
    } else {
        0
    };
    own.changes = (minute, before.saturating_add(1));
    before < CHANGES
}

fn reason(cx: &Cx, own: &Alarm, value: Value, by: Option<&Alarm>) -> String {
    match by {
        Some(child) => {
            let at = child.state.transitioned.to_zoned(TimeZone::UTC);
            format!(
                "{} transitioned to {} at {}",
                alarm::arn(cx, &child.name),
                child.state.value.name(),
                at.strftime("%A %d %B, %Y %H:%M:%S UTC")
            )
        }
        None => format!(
            "{} was created and its alarm rule evaluates to {}",
            alarm::arn(cx, &own.name),
            value.name()
        ),
    }
}

/// Alarms that the rule names.
pub fn children(cx: &mut Cx, own: &Composite) -> Result<Vec<String>, AwsError> {
    Ok(states(cx, own)?.into_keys().collect())
}

fn states(cx: &mut Cx, own: &Composite) -> Result<HashMap<String, Alarm>, AwsError> {
    let Ok(rule) = Rule::parse(&own.rule) else {
        return Ok(HashMap::new());
    };
    let mut states = HashMap::new();
    for name in rule.names() {
        if let Some(alarm) = alarm::find(cx, name)? {
            states.insert(name.to_owned(), alarm);
        }
    }
    Ok(states)
}

/// Those whose state speaks for the composite's.
fn triggered(cx: &Cx, states: &HashMap<String, Alarm>, value: Value, capital: bool) -> Json {
    let mut all: Vec<&Alarm> = states
        .values()
        .filter(|alarm| alarm.state.value == value)
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let shown = all.into_iter().map(|found| {
        let (arn, at) = (alarm::arn(cx, &found.name), stamp(found.state.transitioned));
        let value = found.state.value.name();
        match capital {
            true => json!({"Arn": arn, "State": {"Value": value, "Timestamp": at}}),
            false => json!({"arn": arn, "state": {"value": value, "timestamp": at}}),
        }
    });
    Json::Array(shown.collect())
}

/// For the message to a topic.
pub fn triggering(cx: &mut Cx, alarm: &Alarm) -> Result<Json, AwsError> {
    let Subject::Composite(own) = &alarm.subject else {
        return Ok(Json::Null);
    };
    let states = states(cx, own)?;
    Ok(triggered(cx, &states, alarm.state.value, true))
}

/// Notes whom it looks at.
pub fn tie(cx: &mut Cx, name: &str, own: &Composite) -> Result<(), AwsError> {
    for looked_at in looked_at(own) {
        alarm::tie(cx, &looked_at, name)?;
    }
    Ok(())
}

pub fn untie(cx: &mut Cx, name: &str, own: &Composite) -> Result<(), AwsError> {
    for looked_at in looked_at(own) {
        alarm::untie(cx, &looked_at, name)?;
    }
    Ok(())
}

fn looked_at(own: &Composite) -> Vec<String> {
    let rule = Rule::parse(&own.rule);
    let named = rule.iter().flat_map(Rule::names).map(str::to_owned);
    named.chain(own.suppressor.clone()).collect()
}
