//! ChangeMessageVisibilityBatch.

use crate::message::batch;
use crate::message::change::change;
use crate::queue::row;
use crate::shapes::{
    ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult,
    ChangeMessageVisibilityBatchResultEntry,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ChangeMessageVisibilityBatchRequest,
) -> Result<ChangeMessageVisibilityBatchResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let ids = input.entries.iter().map(|e| e.id.as_str());
    batch::check("ChangeMessageVisibilityBatchRequestEntry", ids)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in input.entries {
        let done = change(cx, &found, &entry.receipt_handle, entry.visibility_timeout);
        match done {
            Ok(()) => {
                successful.push(ChangeMessageVisibilityBatchResultEntry { id: Some(entry.id) });
            }
            Err(error) => failed.push(batch::failed(entry.id, error)?),
        }
    }
    Ok(ChangeMessageVisibilityBatchResult {
        successful: batch::listed(successful),
        failed: batch::listed(failed),
    })
}
