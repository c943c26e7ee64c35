//! DeleteScheduleGroup: with all of its schedules.

use super::row::{self, GROUPS};
use crate::place::DEFAULT;
use crate::shapes::{DeleteScheduleGroupInput, DeleteScheduleGroupOutput};
use crate::{errors, schedule, token};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteScheduleGroupInput,
) -> Result<DeleteScheduleGroupOutput, AwsError> {
    token::once(cx, input.client_token.as_deref(), &input, |cx| {
        if input.name == DEFAULT {
            return Err(errors::invalid(
                "The default schedule group cannot be deleted.",
            ));
        }
        row::open(cx, &input.name)?;
        for schedule in schedule::row::of_group(cx, &input.name)? {
            schedule::remove(cx, schedule)?;
        }
        GROUPS.delete(cx.tx, cx.scope(), &input.name)?;
        Ok(String::new())
    })?;
    Ok(DeleteScheduleGroupOutput {})
}
