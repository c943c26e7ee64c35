//! DeleteEventSourceMapping: it is gone when nobody reads any more.

use super::{poll, row, show};
use crate::errors;
use crate::shapes::{DeleteEventSourceMappingRequest, EventSourceMappingConfiguration};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteEventSourceMappingRequest,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let mut mapping = row::open(cx, &input.uuid)?;
    if mapping.is_moving() {
        return Err(errors::in_use("delete"));
    }
    poll::change(cx, &mut mapping, "Deleting")?;
    show::mapping(cx, &mapping)
}
