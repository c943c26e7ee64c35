//! ListApiDestinations: by name.

use super::row;
use crate::shapes::{
    ApiDestination as Shown, ListApiDestinationsRequest, ListApiDestinationsResponse,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: ListApiDestinationsRequest,
) -> Result<ListApiDestinationsResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let scope = cx.scope();
    let mut destinations = row::all(cx, scope)?;
    destinations.retain(|destination| {
        let connection = input.connection_arn.as_ref();
        destination.name.starts_with(&prefix)
            && page.has(&destination.name)
            && connection.is_none_or(|arn| *arn == destination.connection)
    });
    let next_token = page.close(&mut destinations, |destination| &destination.name);
    let mut shown = Vec::new();
    for destination in destinations {
        shown.push(Shown {
            api_destination_arn: Some(destination.arn(cx)),
            api_destination_state: Some(destination.state(cx)?.to_owned()),
            name: Some(destination.name),
            connection_arn: Some(destination.connection),
            invocation_endpoint: Some(destination.endpoint),
            http_method: Some(destination.method),
            invocation_rate_limit_per_second: Some(destination.rate),
            creation_time: Some(destination.created),
            last_modified_time: Some(destination.modified),
        });
    }
    Ok(ListApiDestinationsResponse {
        api_destinations: Some(shown),
        next_token,
    })
}
