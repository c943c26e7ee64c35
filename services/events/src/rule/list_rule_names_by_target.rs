//! ListRuleNamesByTarget.

use super::row;
use crate::bus;
use crate::place::Place;
use crate::shapes::{ListRuleNamesByTargetRequest, ListRuleNamesByTargetResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: ListRuleNamesByTargetRequest,
) -> Result<ListRuleNamesByTargetResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    bus::open(cx, &place)?;
    let rules = row::of_bus(cx, &place, usize::MAX)?.into_iter();
    let names = rules
        .filter(|rule| {
            rule.targets
                .iter()
                .any(|target| target.arn == input.target_arn)
        })
        .map(|rule| rule.name);
    let mut names: Vec<String> = names.filter(|name| page.has(name)).collect();
    let next_token = page.close(&mut names, |name| name);
    Ok(ListRuleNamesByTargetResponse {
        rule_names: Some(names),
        next_token,
    })
}
