//! GetScheduleGroup.

use super::row;
use crate::place;
use crate::shapes::{GetScheduleGroupInput, GetScheduleGroupOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetScheduleGroupInput) -> Result<GetScheduleGroupOutput, AwsError> {
    let group = row::open(cx, &input.name)?;
    Ok(GetScheduleGroupOutput {
        arn: Some(place::group_arn(cx, &group.name)),
        state: Some(row::state(cx, &group.name)?),
        name: Some(group.name),
        creation_date: group.created,
        last_modification_date: group.modified,
    })
}
