//! ListConnections: by name.

use super::row;
use crate::shapes::{Connection as Shown, ListConnectionsRequest, ListConnectionsResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: ListConnectionsRequest,
) -> Result<ListConnectionsResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let scope = cx.scope();
    let mut connections = row::all(cx, scope)?;
    connections.retain(|connection| {
        let state = input.connection_state.as_deref();
        connection.name.starts_with(&prefix)
            && page.has(&connection.name)
            && state.is_none_or(|state| state == connection.state.shown())
    });
    let next_token = page.close(&mut connections, |connection| &connection.name);
    let shown = connections.into_iter().map(|connection| Shown {
        connection_arn: Some(connection.arn(cx)),
        name: Some(connection.name),
        connection_state: Some(connection.state.shown().to_owned()),
        state_reason: connection.reason,
        authorization_type: Some(connection.kind),
        creation_time: Some(connection.created),
        last_modified_time: Some(connection.modified),
        last_authorized_time: connection.authorized,
    });
    Ok(ListConnectionsResponse {
        connections: Some(shown.collect()),
        next_token,
    })
}
