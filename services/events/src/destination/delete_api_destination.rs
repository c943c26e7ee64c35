//! DeleteApiDestination.

use super::rate;
use super::row::{self, DESTINATIONS};
use crate::shapes::{DeleteApiDestinationRequest, DeleteApiDestinationResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteApiDestinationRequest,
) -> Result<DeleteApiDestinationResponse, AwsError> {
    let destination = row::open(cx, &input.name)?;
    let scope = cx.scope();
    DESTINATIONS.delete(cx.tx, scope, &destination.name)?;
    rate::forget(cx, &destination)?;
    Ok(DeleteApiDestinationResponse {})
}
