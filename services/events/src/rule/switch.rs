//! Operations: EnableRule, DisableRule.

use super::{clock, row};
use crate::place::Place;
use crate::shapes::{DisableRuleOutput, DisableRuleRequest, EnableRuleOutput, EnableRuleRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn enable_rule(cx: &mut Cx, input: EnableRuleRequest) -> Result<EnableRuleOutput, AwsError> {
    switch(cx, input.event_bus_name.as_deref(), &input.name, true)?;
    Ok(EnableRuleOutput {})
}

pub fn disable_rule(cx: &mut Cx, input: DisableRuleRequest) -> Result<DisableRuleOutput, AwsError> {
    switch(cx, input.event_bus_name.as_deref(), &input.name, false)?;
    Ok(DisableRuleOutput {})
}

fn switch(cx: &mut Cx, bus: Option<&str>, name: &str, on: bool) -> Result<(), AwsError> {
    let place = Place::own(cx, bus)?;
    let mut rule = row::open(cx, &place, name)?;
    if rule.enabled != on {
        rule.enabled = on;
        rule.since = cx.now();
        clock::wind(cx, &place, &mut rule)?;
        row::save(cx, &place, &rule)?;
    }
    Ok(())
}
