//! SendMessageBatch: up to ten messages; each is taken or refused on its own.

use crate::errors;
use crate::limits::BATCH_BYTES;
use crate::message::batch;
use crate::message::draft::Draft;
use crate::message::post::{Sent, post, sequence_number};
use crate::queue::row;
use crate::shapes::{
    MessageAttributeValue, SendMessageBatchRequest, SendMessageBatchRequestEntry,
    SendMessageBatchResult, SendMessageBatchResultEntry,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SendMessageBatchRequest,
) -> Result<SendMessageBatchResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let ids = input.entries.iter().map(|e| e.id.as_str());
    batch::check("SendMessageBatchRequestEntry", ids)?;
    let bytes = input.entries.iter().map(size).sum();
    if bytes > BATCH_BYTES {
        return Err(errors::batch_too_long(bytes));
    }
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in input.entries {
        let id = entry.id.clone();
        let sent = Draft::of_entry(&found.queue, entry).and_then(|d| post(cx, &found, d));
        match sent {
            Ok(sent) => successful.push(result(id, sent)),
            Err(error) => failed.push(batch::failed(id, error)?),
        }
    }
    Ok(SendMessageBatchResult {
        successful: batch::listed(successful),
        failed: batch::listed(failed),
    })
}

fn result(id: String, sent: Sent) -> SendMessageBatchResultEntry {
    SendMessageBatchResultEntry {
        id: Some(id),
        message_id: Some(sent.id),
        md5_of_message_body: Some(sent.body_md5),
        md5_of_message_attributes: sent.attributes_md5,
        md5_of_message_system_attributes: sent.system_md5,
        sequence_number: sent.sequence.map(sequence_number),
    }
}

fn size(entry: &SendMessageBatchRequestEntry) -> usize {
    let attributes = entry.message_attributes.iter().flatten();
    entry.message_body.len()
        + attributes
            .map(|(n, v)| n.len() + value_size(v))
            .sum::<usize>()
}

fn value_size(value: &MessageAttributeValue) -> usize {
    let text = value.string_value.as_ref().map_or(0, String::len);
    let binary = value.binary_value.as_ref().map_or(0, |bytes| bytes.len());
    value.data_type.len() + text + binary
}
