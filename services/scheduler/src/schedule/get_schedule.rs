//! GetSchedule.

use super::row;
use crate::place::{self, DEFAULT};
use crate::shapes::{FlexibleTimeWindow, GetScheduleInput, GetScheduleOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetScheduleInput) -> Result<GetScheduleOutput, AwsError> {
    let group = input.group_name.as_deref().unwrap_or(DEFAULT);
    let found = row::open(cx, group, &input.name)?;
    Ok(GetScheduleOutput {
        arn: Some(place::schedule_arn(cx, &found.group, &found.name)),
        state: Some(found.state().to_owned()),
        group_name: Some(found.group),
        name: Some(found.name),
        schedule_expression: Some(found.expression),
        start_date: found.start,
        end_date: found.end,
        description: found.description,
        schedule_expression_timezone: Some(found.zone),
        creation_date: Some(found.created),
        last_modification_date: Some(found.modified),
        kms_key_arn: None,
        target: Some(found.target.shown()),
        flexible_time_window: Some(FlexibleTimeWindow {
            mode: match found.window {
                Some(_) => "FLEXIBLE",
                None => "OFF",
            }
            .to_owned(),
            maximum_window_in_minutes: found.window,
        }),
        action_after_completion: Some(match found.deleted_after {
            true => "DELETE".to_owned(),
            false => "NONE".to_owned(),
        }),
    })
}
