//! CreateApiDestination.

use super::row::{self, DESTINATIONS, Destination};
use super::url;
use crate::shapes::{CreateApiDestinationRequest, CreateApiDestinationResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: CreateApiDestinationRequest,
) -> Result<CreateApiDestinationResponse, AwsError> {
    if row::find(cx, &input.name)?.is_some() {
        return Err(errors::exists("ApiDestination", &input.name));
    }
    url::check("InvocationEndpoint", &input.invocation_endpoint, true)?;
    row::check_connection(cx, &input.connection_arn)?;
    let scope = cx.scope();
    let there = DESTINATIONS.keys(cx.tx, scope, Span::all(), limits::DESTINATIONS, false)?;
    if there.len() >= limits::DESTINATIONS {
        return Err(errors::too_many());
    }
    let destination = Destination {
        name: input.name,
        id: ids::uuid(cx.random()),
        description: input.description,
        connection: input.connection_arn,
        endpoint: input.invocation_endpoint,
        method: input.http_method,
        rate: input
            .invocation_rate_limit_per_second
            .unwrap_or(limits::RATE),
        created: cx.now(),
        modified: cx.now(),
    };
    row::save(cx, &destination)?;
    Ok(CreateApiDestinationResponse {
        api_destination_arn: Some(destination.arn(cx)),
        api_destination_state: Some(destination.state(cx)?.to_owned()),
        creation_time: Some(destination.created),
        last_modified_time: Some(destination.modified),
    })
}
