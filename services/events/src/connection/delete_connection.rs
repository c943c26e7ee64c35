//! DeleteConnection: its secrets go at once, itself a moment later.

use super::{row, state};
use crate::shapes::{DeleteConnectionRequest, DeleteConnectionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteConnectionRequest,
) -> Result<DeleteConnectionResponse, AwsError> {
    let mut connection = row::open(cx, &input.name)?;
    state::delete(cx, &mut connection)?;
    Ok(DeleteConnectionResponse {
        connection_arn: Some(connection.arn(cx)),
        connection_state: Some(connection.state.shown().to_owned()),
        creation_time: Some(connection.created),
        last_modified_time: Some(connection.modified),
        last_authorized_time: connection.authorized,
    })
}
