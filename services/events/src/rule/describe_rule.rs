//! DescribeRule.

use super::row;
use crate::place::Place;
use crate::shapes::{DescribeRuleRequest, DescribeRuleResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeRuleRequest) -> Result<DescribeRuleResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let rule = row::open(cx, &place, &input.name)?;
    Ok(DescribeRuleResponse {
        arn: Some(place.rule_arn(&rule.name)),
        state: Some(rule.state().to_owned()),
        name: Some(rule.name),
        event_pattern: rule.pattern,
        schedule_expression: rule.schedule,
        description: rule.description,
        role_arn: rule.role,
        managed_by: None,
        event_bus_name: Some(rule.bus),
        created_by: Some(rule.created_by),
    })
}
