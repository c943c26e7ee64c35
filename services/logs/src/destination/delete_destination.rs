//! DeleteDestination: subscriptions to it bring nothing any more.

use crate::destination::row::{self, DESTINATIONS};
use crate::shapes::DeleteDestinationRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteDestinationRequest) -> Result<Reply, AwsError> {
    let destination = row::own(cx, &input.destination_name)?;
    let scope = cx.scope();
    DESTINATIONS.delete(cx.tx, scope, &destination.name)?;
    Ok(Reply::default())
}
