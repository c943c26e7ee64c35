//! Rules with a schedule: a timer for the next time, which sets the one after.

use super::row::{self, Rule};
use crate::delivery;
use crate::errors;
use crate::event::Event;
use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::timer::{self, Timer};
use haneul_schedule::{Expression, Reader, TimeZone};
use jiff::Timestamp;
use serde_json::json;

pub const FIRE: &str = "schedule";

pub fn check(schedule: &str) -> Result<(), AwsError> {
    match Expression::parse(schedule, Reader::Rule) {
        Some(_) => Ok(()),
        None => Err(errors::invalid(
            "Parameter ScheduleExpression is not valid.",
        )),
    }
}

/// Sets the clock of a rule as it now is; the one it had is taken off.
pub fn wind(cx: &mut Cx, place: &Place, rule: &mut Rule) -> Result<(), AwsError> {
    unwind(cx, place, rule)?;
    let wanted = rule.schedule.as_deref().filter(|_| rule.enabled);
    let read = wanted.and_then(|text| Expression::parse(text, Reader::Rule));
    let now = cx.now();
    rule.next = read.and_then(|when| when.next(rule.since, now, &TimeZone::UTC));
    match rule.next {
        Some(at) => set(cx, place, rule, at),
        None => Ok(()),
    }
}

pub fn unwind(cx: &mut Cx, place: &Place, rule: &mut Rule) -> Result<(), AwsError> {
    if let Some(at) = rule.next.take() {
        timer::cancel(cx.tx, at, &id(place, &rule.name))?;
    }
    Ok(())
}

fn id(place: &Place, rule: &str) -> String {
    place.rule_arn(rule)
}

fn set(cx: &mut Cx, place: &Place, rule: &Rule, at: Timestamp) -> Result<(), AwsError> {
    let payload = json!({"rule": rule.name, "at": at});
    cx.timer(
        at,
        &id(place, &rule.name),
        &format!("events/{FIRE}"),
        payload,
    )
}

/// It is time. What was missed while nobody ran the cloud happens once.
pub fn fire(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let place = Place::of(cx, None);
    let name = timer.payload["rule"].as_str().unwrap_or_default();
    let at: Option<Timestamp> = serde_json::from_value(timer.payload["at"].clone()).ok();
    let Some(mut rule) = row::find(cx, &place, name)?.filter(|rule| rule.next == at) else {
        return Ok(());
    };
    let event = Event {
        id: ids::uuid(cx.random()),
        detail_type: "Scheduled Event".to_owned(),
        source: "aws.events".to_owned(),
        account: place.account.clone(),
        time: at.unwrap_or(cx.now()),
        region: place.region.clone(),
        resources: vec![place.rule_arn(name)],
        detail: json!({}),
        trace: None,
        replay: None,
        from: None,
        hops: 0,
    };
    delivery::to_targets(cx, &place, &rule, &event)?;
    // The timer is gone already.
    rule.next = None;
    wind(cx, &place, &mut rule)?;
    row::save(cx, &place, &rule)
}
