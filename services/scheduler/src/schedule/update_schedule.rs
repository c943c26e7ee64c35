//! UpdateSchedule: what is not said again is as if it had never been said.

use super::{read, row};
use crate::shapes::{CreateScheduleInput, UpdateScheduleInput, UpdateScheduleOutput};
use crate::token;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateScheduleInput) -> Result<UpdateScheduleOutput, AwsError> {
    let input = CreateScheduleInput {
        name: input.name,
        group_name: input.group_name,
        schedule_expression: input.schedule_expression,
        start_date: input.start_date,
        end_date: input.end_date,
        description: input.description,
        schedule_expression_timezone: input.schedule_expression_timezone,
        state: input.state,
        kms_key_arn: input.kms_key_arn,
        target: input.target,
        flexible_time_window: input.flexible_time_window,
        client_token: input.client_token,
        action_after_completion: input.action_after_completion,
    };
    let arn = token::once(cx, input.client_token.as_deref(), &input, |cx| {
        let old = row::open(cx, &read::group_of(&input), &input.name)?;
        read::write(cx, &input, Some(old))
    })?;
    Ok(UpdateScheduleOutput {
        schedule_arn: Some(arn),
    })
}
