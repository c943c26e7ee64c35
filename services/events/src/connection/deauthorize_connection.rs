//! DeauthorizeConnection: it forgets what it proves itself with, and can be given something else.

use super::row::{self, State};
use super::state;
use crate::errors;
use crate::shapes::{DeauthorizeConnectionRequest, DeauthorizeConnectionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeauthorizeConnectionRequest,
) -> Result<DeauthorizeConnectionResponse, AwsError> {
    let mut connection = row::open(cx, &input.name)?;
    if connection.state == State::Deleting {
        return Err(errors::busy("Connection", &input.name));
    }
    state::deauthorize(cx, &mut connection)?;
    Ok(DeauthorizeConnectionResponse {
        connection_arn: Some(connection.arn(cx)),
        connection_state: Some(connection.state.shown().to_owned()),
        creation_time: Some(connection.created),
        last_modified_time: Some(connection.modified),
        last_authorized_time: connection.authorized,
    })
}
