//! DescribeApiDestination.

use super::row;
use crate::shapes::{DescribeApiDestinationRequest, DescribeApiDestinationResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeApiDestinationRequest,
) -> Result<DescribeApiDestinationResponse, AwsError> {
    let destination = row::open(cx, &input.name)?;
    Ok(DescribeApiDestinationResponse {
        api_destination_arn: Some(destination.arn(cx)),
        api_destination_state: Some(destination.state(cx)?.to_owned()),
        name: Some(destination.name),
        description: destination.description,
        connection_arn: Some(destination.connection),
        invocation_endpoint: Some(destination.endpoint),
        http_method: Some(destination.method),
        invocation_rate_limit_per_second: Some(destination.rate),
        creation_time: Some(destination.created),
        last_modified_time: Some(destination.modified),
    })
}
