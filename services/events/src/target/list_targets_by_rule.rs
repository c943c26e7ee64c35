//! ListTargetsByRule: by id.

use super::Target;
use crate::place::Place;
use crate::rule;
use crate::shapes::{ListTargetsByRuleRequest, ListTargetsByRuleResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: ListTargetsByRuleRequest,
) -> Result<ListTargetsByRuleResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let mut targets = rule::open(cx, &place, &input.rule)?.targets;
    targets.sort_by(|a, b| a.id.cmp(&b.id));
    targets.retain(|target| page.has(&target.id));
    let next_token = page.close(&mut targets, |target| &target.id);
    Ok(ListTargetsByRuleResponse {
        targets: Some(targets.into_iter().map(Target::shown).collect()),
        next_token,
    })
}
