//! PutCompositeAlarm: makes one, or gives one another rule.

use super::{Rule, look, tie, untie};
use crate::alarm::put_metric_alarm::{initial, keep};
use crate::alarm::{self, Alarm, Composite, Subject};
use crate::shapes::{PutCompositeAlarmInput, PutCompositeAlarmOutput};
use crate::{errors, limits, tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: PutCompositeAlarmInput,
) -> Result<PutCompositeAlarmOutput, AwsError> {
    if input.action_configuration.is_some() {
        return Err(AwsError::not_implemented(
            "PutCompositeAlarm's ActionConfiguration",
        ));
    }
    let name = input.alarm_name;
    check_rule(cx, &name, &input.alarm_rule)?;
    let suppressor = suppressor(cx, &name, input.actions_suppressor.as_deref())?;
    let periods = [
        input.actions_suppressor_wait_period,
        input.actions_suppressor_extension_period,
    ];
    if suppressor.is_some() != periods.iter().all(Option::is_some)
        || suppressor.is_some() != periods.iter().any(Option::is_some)
    {
        return Err(errors::validation(
            "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be specified with ActionsSuppressor.",
        ));
    }
    if periods
        .iter()
        .flatten()
        .any(|seconds| !(0..=86_400 * 7).contains(seconds))
    {
        return Err(errors::validation(
            "A period of the suppressor is out of range.",
        ));
    }
    let ok_actions = input.ok_actions.unwrap_or_default();
    let alarm_actions = input.alarm_actions.unwrap_or_default();
    let insufficient_actions = input.insufficient_data_actions.unwrap_or_default();
    alarm::check_actions(cx, [&ok_actions, &alarm_actions, &insufficient_actions])?;
    let known = alarm::find(cx, &name)?;
    let mut own = Composite {
        rule: input.alarm_rule,
        suppressor,
        suppressor_said: input.actions_suppressor,
        wait: input.actions_suppressor_wait_period,
        extension: input.actions_suppressor_extension_period,
        suppressed_by: None,
        suppressed_reason: None,
        held: None,
        until: None,
        changes: (0, 0),
    };
    match known.as_ref().map(|known| &known.subject) {
        Some(Subject::Metric(_)) => {
            return Err(errors::validation(format!(
                "A metric alarm with the name {name} already exists."
            )));
        }
        Some(Subject::Composite(old)) => {
            untie(cx, &name, old)?;
            if old.suppressor == own.suppressor {
                own.suppressed_by = old.suppressed_by.clone();
                own.suppressed_reason = old.suppressed_reason.clone();
                own.held = old.held.clone();
                own.until = old.until;
            }
        }
        None => {}
    }
    tie(cx, &name, &own)?;
    let alarm = Alarm {
        name,
        description: input.alarm_description,
        actions_enabled: input.actions_enabled.unwrap_or(true),
        ok_actions,
        alarm_actions,
        insufficient_actions,
        subject: Subject::Composite(own),
        tags: tag::of_input(input.tags)?,
        configured: cx.now(),
        state: initial(cx),
        due: None,
    };
    let alarm = keep(cx, alarm, known)?;
    alarm::save(cx, &alarm)?;
    look(cx, &alarm.name, None)?;
    Ok(PutCompositeAlarmOutput::default())
}

fn check_rule(cx: &mut Cx, name: &str, text: &str) -> Result<(), AwsError> {
    let rule = Rule::parse(text).map_err(|why| {
        errors::validation(format!("AlarmRule must be a valid expression: {why}"))
    })?;
    let names = rule.names();
    if names.len() > limits::CHILDREN {
        return Err(errors::validation(format!(
            "AlarmRule must not name more than {} alarms.",
            limits::CHILDREN
        )));
    }
    for child in names {
        if child != name && alarm::find(cx, child)?.is_none() {
            return Err(errors::validation(format!(
                "AlarmRule contains an alarm that does not exist: {child}"
            )));
        }
    }
    Ok(())
}

fn suppressor(cx: &mut Cx, own: &str, said: Option<&str>) -> Result<Option<String>, AwsError> {
    let Some(said) = said else {
        return Ok(None);
    };
    let name = alarm::name_of(cx, said).unwrap_or_else(|| said.to_owned());
    if name == own || alarm::find(cx, &name)?.is_none() {
        return Err(errors::validation(format!(
            "ActionsSuppressor must be another alarm that exists: {said}"
        )));
    }
    Ok(Some(name))
}
