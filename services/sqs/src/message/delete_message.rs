//! DeleteMessage: the receiver is done with it.

use crate::errors;
use crate::message::delete::delete;
use crate::queue::row;
use crate::shapes::{DeleteMessageOutput, DeleteMessageRequest};
use haneul_pipeline::{AwsError, Cx, disorder};

pub fn run(cx: &mut Cx, input: DeleteMessageRequest) -> Result<DeleteMessageOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    if input.receipt_handle.is_empty() {
        return Err(errors::missing("ReceiptHandle"));
    }
    let disorder = disorder::now(cx.cloud)?;
    delete(cx, &found, &input.receipt_handle, disorder)?;
    Ok(DeleteMessageOutput::default())
}
