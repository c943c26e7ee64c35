//! DeleteMessageBatch.

use crate::message::batch;
use crate::message::delete::delete;
use crate::queue::row;
use crate::shapes::{
    DeleteMessageBatchRequest, DeleteMessageBatchResult, DeleteMessageBatchResultEntry,
};
use haneul_pipeline::{AwsError, Cx, disorder};

pub fn run(
    cx: &mut Cx,
    input: DeleteMessageBatchRequest,
) -> Result<DeleteMessageBatchResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let ids = input.entries.iter().map(|e| e.id.as_str());
    batch::check("DeleteMessageBatchRequestEntry", ids)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    let disorder = disorder::now(cx.cloud)?;
    for entry in input.entries {
        match delete(cx, &found, &entry.receipt_handle, disorder) {
            Ok(()) => successful.push(DeleteMessageBatchResultEntry { id: Some(entry.id) }),
            Err(error) => failed.push(batch::failed(entry.id, error)?),
        }
    }
    Ok(DeleteMessageBatchResult {
        successful: batch::listed(successful),
        failed: batch::listed(failed),
    })
}
