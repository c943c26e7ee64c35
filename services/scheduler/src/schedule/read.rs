//! What a schedule may say; the same for those who make and those who change one.

use super::clock;
use super::row::{self, Schedule};
use crate::place::DEFAULT;
use crate::shapes::{CreateScheduleInput, FlexibleTimeWindow};
use crate::target::Target;
use crate::{errors, group, place};
use haneul_pipeline::{AwsError, Cx};

/// Writes what was asked for, in the place of what there was.
pub fn write(
    cx: &mut Cx,
    input: &CreateScheduleInput,
    old: Option<Schedule>,
) -> Result<String, AwsError> {
    if input.kms_key_arn.is_some() {
        return Err(AwsError::not_implemented("schedules with a key of KMS"));
    }
    let group = group_of(input);
    let group = group::row::settled(cx, &group)?.name;
    let zone = input
        .schedule_expression_timezone
        .clone()
        .unwrap_or("UTC".to_owned());
    clock::check(&input.schedule_expression, &zone)?;
    let (start, end) = (input.start_date, input.end_date);
    if let (Some(start), Some(end)) = (start, end) {
        if start >= end {
            return Err(errors::invalid(
                "The StartDate you specify must come before the EndDate.",
            ));
        }
    }
    if end.is_some_and(|end| end <= cx.now()) {
        return Err(errors::invalid(
            "The EndDate you specify cannot be in the past.",
        ));
    }
    let target = Target::read(cx, input.target.clone(), &place::group_arn(cx, &group))?;
    let goes_on = old.as_ref().filter(|old| {
        old.expression == input.schedule_expression && old.start == start && old.zone == zone
    });
    let mut schedule = Schedule {
        base: goes_on.map_or(start.unwrap_or(cx.now()), |old| old.base),
        created: old.as_ref().map_or(cx.now(), |old| old.created),
        next: old.as_ref().and_then(|old| old.next),
        modified: cx.now(),
        group,
        name: input.name.clone(),
        expression: input.schedule_expression.clone(),
        zone,
        start,
        end,
        description: input.description.clone(),
        enabled: input.state.as_deref() != Some("DISABLED"),
        target,
        window: window(&input.flexible_time_window)?,
        deleted_after: input.action_after_completion.as_deref() == Some("DELETE"),
    };
    let after = clock::before(cx.now());
    clock::wind(cx, &mut schedule, after)?;
    row::save(cx, &schedule)?;
    Ok(place::schedule_arn(cx, &schedule.group, &schedule.name))
}

pub fn group_of(input: &CreateScheduleInput) -> String {
    input.group_name.clone().unwrap_or(DEFAULT.to_owned())
}

fn window(window: &FlexibleTimeWindow) -> Result<Option<i64>, AwsError> {
    match (window.mode.as_str(), window.maximum_window_in_minutes) {
        ("FLEXIBLE", Some(minutes)) => Ok(Some(minutes)),
        ("FLEXIBLE", None) => Err(errors::invalid(
            "MaximumWindowInMinutes must be provided when flexible time window mode is FLEXIBLE.",
        )),
        (_, Some(_)) => Err(errors::invalid(
            "MaximumWindowInMinutes must not be provided when flexible time window mode is OFF.",
        )),
        _ => Ok(None),
    }
}
