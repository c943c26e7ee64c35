//! DescribeEventBus.

use super::row;
use crate::place::Place;
use crate::shapes::{DeadLetterConfig, DescribeEventBusRequest, DescribeEventBusResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeEventBusRequest,
) -> Result<DescribeEventBusResponse, AwsError> {
    let place = Place::own(cx, input.name.as_deref())?;
    let bus = row::open(cx, &place)?;
    Ok(DescribeEventBusResponse {
        name: Some(bus.name),
        arn: Some(place.arn()),
        description: bus.description,
        dead_letter_config: bus
            .dead_letter
            .map(|arn| DeadLetterConfig { arn: Some(arn) }),
        policy: bus.policy,
        creation_time: bus.created,
        last_modified_time: bus.modified,
        ..DescribeEventBusResponse::default()
    })
}
