//! DeleteScheduledAction.

use super::row;
use crate::errors;
use crate::place::Place;
use crate::shapes::{DeleteScheduledActionRequest, DeleteScheduledActionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteScheduledActionRequest,
) -> Result<DeleteScheduledActionResponse, AwsError> {
    let place = Place::of(
        &input.service_namespace,
        &input.resource_id,
        &input.scalable_dimension,
    )?;
    let name = &input.scheduled_action_name;
    let found = row::find(cx, &place, name)?.ok_or_else(|| errors::no_action(&place, name))?;
    row::remove(cx, found)?;
    Ok(DeleteScheduledActionResponse {})
}
