//! CreateScheduleGroup.

use super::row::{self, GROUPS, Group};
use crate::shapes::{CreateScheduleGroupInput, CreateScheduleGroupOutput};
use crate::{errors, limits, place, tag, token};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: CreateScheduleGroupInput,
) -> Result<CreateScheduleGroupOutput, AwsError> {
    let arn = token::once(cx, input.client_token.as_deref(), &input, |cx| {
        create(cx, &input)
    })?;
    Ok(CreateScheduleGroupOutput {
        schedule_group_arn: Some(arn),
    })
}

fn create(cx: &mut Cx, input: &CreateScheduleGroupInput) -> Result<String, AwsError> {
    if row::find(cx, &input.name)?.is_some() {
        return Err(errors::conflict(format!(
            "Schedule group {} already exists.",
            input.name
        )));
    }
    let others = GROUPS.scan(cx.tx, cx.scope(), Span::all(), limits::GROUPS, false)?;
    // The default one counts.
    if others.len() + 1 >= limits::GROUPS {
        return Err(errors::too_many(
            "The maximum number of schedule groups was reached.",
        ));
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    let group = Group {
        name: input.name.clone(),
        tags,
        created: Some(cx.now()),
        modified: Some(cx.now()),
    };
    row::save(cx, &group)?;
    Ok(place::group_arn(cx, &input.name))
}
