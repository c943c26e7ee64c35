//! DeleteSchedule.

use super::{clock, row};
use crate::place::DEFAULT;
use crate::shapes::{DeleteScheduleInput, DeleteScheduleOutput};
use crate::token;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteScheduleInput) -> Result<DeleteScheduleOutput, AwsError> {
    token::once(cx, input.client_token.as_deref(), &input, |cx| {
        let group = input.group_name.as_deref().unwrap_or(DEFAULT);
        let found = row::open(cx, group, &input.name)?;
        clock::remove(cx, found)?;
        Ok(String::new())
    })?;
    Ok(DeleteScheduleOutput {})
}
