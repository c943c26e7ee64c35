//! GetEventSourceMapping.

use super::{row, show};
use crate::shapes::{EventSourceMappingConfiguration, GetEventSourceMappingRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetEventSourceMappingRequest,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let mapping = row::open(cx, &input.uuid)?;
    show::mapping(cx, &mapping)
}
