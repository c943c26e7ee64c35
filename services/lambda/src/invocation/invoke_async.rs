//! InvokeAsync: as Invoke has it, by an older name.

use super::{job, queue};
use crate::shapes::{InvokeAsyncRequest, InvokeAsyncResponse};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(
    mut edge: Edge,
    input: InvokeAsyncRequest,
) -> Result<InvokeAsyncResponse, AwsError> {
    let said = match edge.body.take() {
        Some(body) => Some(body.collect(job::ASYNCHRONOUS).await?),
        None => None,
    };
    let payload = job::payload(said, job::ASYNCHRONOUS)?;
    queue::put(&edge, (&input.function_name, None), &payload, None).await?;
    Ok(InvokeAsyncResponse { status: Some(202) })
}
