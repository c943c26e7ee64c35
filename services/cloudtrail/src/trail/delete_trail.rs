//! DeleteTrail: what it has not delivered yet is not delivered any more.

use super::row;
use crate::shapes::{DeleteTrailRequest, DeleteTrailResponse};
use haneul_pipeline::{AwsError, Edge, trail};

/// Copies taken off in one transaction.
const BATCH: usize = 200;

pub async fn run(edge: Edge, input: DeleteTrailRequest) -> Result<DeleteTrailResponse, AwsError> {
    let gone = edge
        .transact(|cx| {
            let trail = row::find_at_home(cx, &input.name)?;
            row::delete(cx, &trail)?;
            Ok(trail.kernel(cx.partition()))
        })
        .await?;
    loop {
        let settled = edge
            .transact(|cx| {
                let events = trail::pending(cx.tx, &gone, BATCH)?;
                trail::settle(cx.tx, &gone, &events)?;
                Ok(events.len())
            })
            .await?;
        if settled < BATCH {
            return Ok(DeleteTrailResponse {});
        }
    }
}
