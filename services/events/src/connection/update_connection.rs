//! UpdateConnection: what is not said stays.

use super::given;
use super::row::{self, State};
use super::state;
use crate::errors;
use crate::shapes::{UpdateConnectionRequest, UpdateConnectionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateConnectionRequest,
) -> Result<UpdateConnectionResponse, AwsError> {
    given::refuse(
        input.invocation_connectivity_parameters.as_ref(),
        input.kms_key_identifier.as_deref(),
    )?;
    let mut connection = row::open(cx, &input.name)?;
    if connection.state == State::Deleting {
        return Err(errors::busy("Connection", &input.name));
    }
    if input.description.is_some() {
        connection.description = input.description;
    }
    connection.modified = cx.now();
    let kind = input.authorization_type.unwrap_or(connection.kind.clone());
    if input.auth_parameters.is_some() || kind != connection.kind {
        let known = connection.parameters(cx.cloud)?;
        let known = known.filter(|_| kind == connection.kind);
        let given = input.auth_parameters.unwrap_or_default();
        let parameters = given::update(&kind, known, given)?;
        connection.kind = kind;
        connection.keep(cx, &parameters)?;
        state::begin(cx, &mut connection)?;
    }
    row::save(cx, &connection)?;
    Ok(UpdateConnectionResponse {
        connection_arn: Some(connection.arn(cx)),
        connection_state: Some(connection.state.shown().to_owned()),
        creation_time: Some(connection.created),
        last_modified_time: Some(connection.modified),
        last_authorized_time: connection.authorized,
    })
}
