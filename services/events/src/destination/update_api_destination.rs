//! UpdateApiDestination: what is not said stays.

use super::{row, url};
use crate::shapes::{UpdateApiDestinationRequest, UpdateApiDestinationResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateApiDestinationRequest,
) -> Result<UpdateApiDestinationResponse, AwsError> {
    let mut destination = row::open(cx, &input.name)?;
    if let Some(arn) = input.connection_arn {
        row::check_connection(cx, &arn)?;
        destination.connection = arn;
    }
    if let Some(endpoint) = input.invocation_endpoint {
        url::check("InvocationEndpoint", &endpoint, true)?;
        destination.endpoint = endpoint;
    }
    if input.description.is_some() {
        destination.description = input.description;
    }
    destination.method = input.http_method.unwrap_or(destination.method);
    let rate = input.invocation_rate_limit_per_second;
    destination.rate = rate.unwrap_or(destination.rate);
    destination.modified = cx.now();
    row::save(cx, &destination)?;
    Ok(UpdateApiDestinationResponse {
        api_destination_arn: Some(destination.arn(cx)),
        api_destination_state: Some(destination.state(cx)?.to_owned()),
        creation_time: Some(destination.created),
        last_modified_time: Some(destination.modified),
    })
}
