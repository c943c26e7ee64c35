//! DescribeConnection: without what is secret.

use super::row;
use crate::shapes::{DescribeConnectionRequest, DescribeConnectionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeConnectionRequest,
) -> Result<DescribeConnectionResponse, AwsError> {
    let connection = row::open(cx, &input.name)?;
    let parameters = connection.parameters(cx.cloud)?;
    Ok(DescribeConnectionResponse {
        connection_arn: Some(connection.arn(cx)),
        // The secret goes with what it holds.
        secret_arn: parameters.is_some().then(|| connection.secret_arn(cx)),
        auth_parameters: parameters.map(|parameters| parameters.shown()),
        name: Some(connection.name),
        description: connection.description,
        connection_state: Some(connection.state.shown().to_owned()),
        state_reason: connection.reason,
        authorization_type: Some(connection.kind),
        creation_time: Some(connection.created),
        last_modified_time: Some(connection.modified),
        last_authorized_time: connection.authorized,
        ..DescribeConnectionResponse::default()
    })
}
