//! StopQuery: a query that still runs gives no answer.

use crate::errors;
use crate::query::row;
use crate::shapes::{StopQueryRequest, StopQueryResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: StopQueryRequest) -> Result<StopQueryResponse, AwsError> {
    let mut query = row::at(cx, &input.query_id)?;
    if query.is_over() {
        return Err(errors::parameter(
            "This query is not running. It has ended or was never started.",
        ));
    }
    query.status = "Cancelled".to_owned();
    query.ended = Some(cx.now().as_millisecond());
    row::put(cx, &query)?;
    Ok(StopQueryResponse {
        success: Some(true),
    })
}
