//! CreateConnection.

use super::given;
use super::row::{self, CONNECTIONS, Connection, State};
use super::state;
use crate::shapes::{CreateConnectionRequest, CreateConnectionResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub fn run(
    cx: &mut Cx,
    input: CreateConnectionRequest,
) -> Result<CreateConnectionResponse, AwsError> {
    given::refuse(
        input.invocation_connectivity_parameters.as_ref(),
        input.kms_key_identifier.as_deref(),
    )?;
    if row::find(cx, &input.name)?.is_some() {
        return Err(errors::exists("Connection", &input.name));
    }
    let scope = cx.scope();
    let there = CONNECTIONS.keys(cx.tx, scope, Span::all(), limits::CONNECTIONS, false)?;
    if there.len() >= limits::CONNECTIONS {
        return Err(errors::too_many());
    }
    let parameters = given::fresh(&input.authorization_type, input.auth_parameters)?;
    let secret = ids::uuid(cx.random());
    let mut connection = Connection {
        name: input.name,
        id: ids::uuid(cx.random()),
        secret: format!("{secret}-{}", cx.random().text(LETTERS, 6)),
        description: input.description,
        kind: input.authorization_type,
        state: State::Authorizing,
        reason: None,
        sealed: None,
        turn: 0,
        created: cx.now(),
        modified: cx.now(),
        authorized: None,
    };
    connection.keep(cx, &parameters)?;
    state::begin(cx, &mut connection)?;
    Ok(CreateConnectionResponse {
        connection_arn: Some(connection.arn(cx)),
        connection_state: Some(connection.state.shown().to_owned()),
        creation_time: Some(connection.created),
        last_modified_time: Some(connection.modified),
    })
}
