//! ListRules: the rules of a bus, by name.

use super::row;
use crate::bus;
use crate::place::Place;
use crate::shapes::{ListRulesRequest, ListRulesResponse, Rule as Shown};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(cx: &mut Cx, input: ListRulesRequest) -> Result<ListRulesResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    bus::open(cx, &place)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let mut rules = row::of_bus(cx, &place, usize::MAX)?;
    rules.retain(|rule| rule.name.starts_with(&prefix) && page.has(&rule.name));
    let next_token = page.close(&mut rules, |rule| &rule.name);
    let shown = rules.into_iter().map(|rule| Shown {
        arn: Some(place.rule_arn(&rule.name)),
        state: Some(rule.state().to_owned()),
        name: Some(rule.name),
        event_pattern: rule.pattern,
        schedule_expression: rule.schedule,
        description: rule.description,
        role_arn: rule.role,
        managed_by: None,
        event_bus_name: Some(rule.bus),
    });
    Ok(ListRulesResponse {
        rules: Some(shown.collect()),
        next_token,
    })
}
