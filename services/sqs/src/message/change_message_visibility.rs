//! ChangeMessageVisibility.

use crate::message::change::change;
use crate::queue::row;
use crate::shapes::{ChangeMessageVisibilityOutput, ChangeMessageVisibilityRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ChangeMessageVisibilityRequest,
) -> Result<ChangeMessageVisibilityOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let seconds = Some(input.visibility_timeout);
    change(cx, &found, &input.receipt_handle, seconds)?;
    Ok(ChangeMessageVisibilityOutput::default())
}
