//! CreateSchedule.

use super::{read, row};
use crate::shapes::{CreateScheduleInput, CreateScheduleOutput};
use crate::{errors, token};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: CreateScheduleInput) -> Result<CreateScheduleOutput, AwsError> {
    let arn = token::once(cx, input.client_token.as_deref(), &input, |cx| {
        if row::find(cx, &read::group_of(&input), &input.name)?.is_some() {
            return Err(errors::conflict(format!(
                "Schedule {} already exists.",
                input.name
            )));
        }
        read::write(cx, &input, None)
    })?;
    Ok(CreateScheduleOutput {
        schedule_arn: Some(arn),
    })
}
