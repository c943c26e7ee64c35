//! PutRule: makes a rule, or changes one without touching its targets and tags.

use super::clock;
use super::row::{self, Rule};
use crate::place::Place;
use crate::shapes::{PutRuleRequest, PutRuleResponse};
use crate::{bus, errors, limits, tag};
use haneul_pattern::Pattern;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutRuleRequest) -> Result<PutRuleResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let pattern = input.event_pattern.filter(|text| !text.is_empty());
    let schedule = input.schedule_expression.filter(|text| !text.is_empty());
    if pattern.is_none() && schedule.is_none() {
        return Err(errors::invalid(
            "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        ));
    }
    bus::open(cx, &place)?;
    if let Some(text) = &pattern {
        Pattern::parse(text).map_err(|why| errors::pattern(&why))?;
    }
    if let Some(text) = &schedule {
        if !place.is_default() {
            return Err(errors::invalid(
                "ScheduleExpression is supported only on the default event bus.",
            ));
        }
        clock::check(text)?;
    }
    let enabled = match input.state.as_deref() {
        None | Some("ENABLED") => true,
        Some("DISABLED") => false,
        Some(other) => {
            return Err(AwsError::not_implemented(format_args!(
                "EventBridge rules in the state {other}"
            )));
        }
    };
    let old = row::find(cx, &place, &input.name)?;
    if old.is_none() && row::of_bus(cx, &place, limits::RULES)?.len() >= limits::RULES {
        return Err(errors::too_many());
    }
    let mut tags = old.as_ref().map(|old| old.tags.clone()).unwrap_or_default();
    if old.is_none() {
        tag::put(&mut tags, input.tags.unwrap_or_default())?;
    }
    let goes_on = old
        .as_ref()
        .filter(|old| old.schedule == schedule && old.enabled == enabled);
    let mut rule = Rule {
        since: goes_on.map_or(cx.now(), |old| old.since),
        next: old.as_ref().and_then(|old| old.next),
        created_by: old
            .as_ref()
            .map_or(cx.account().to_owned(), |old| old.created_by.clone()),
        targets: old.map(|old| old.targets).unwrap_or_default(),
        bus: place.name.clone(),
        pattern,
        schedule,
        enabled,
        description: input.description,
        role: input.role_arn,
        tags,
        name: input.name,
    };
    clock::wind(cx, &place, &mut rule)?;
    row::save(cx, &place, &rule)?;
    Ok(PutRuleResponse {
        rule_arn: Some(place.rule_arn(&rule.name)),
    })
}
