//! PublishBatch: up to ten messages to a topic; each succeeds or fails by itself.

use crate::errors;
use crate::limits::{BATCH_ENTRIES, BATCH_ID, MESSAGE_BYTES};
use crate::publishing::fan_out::{self, Sent};
use crate::publishing::{attributes, draft};
use crate::shapes::{
    BatchResultErrorEntry, PublishBatchInput, PublishBatchRequestEntry, PublishBatchResponse,
    PublishBatchResultEntry,
};
use crate::topic::Found;
use crate::topic::row as topic;
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashSet;

pub fn run(cx: &mut Cx, input: PublishBatchInput) -> Result<PublishBatchResponse, AwsError> {
    let found = topic::at(cx, &input.topic_arn)?;
    let entries = input.publish_batch_request_entries;
    check(&entries)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let id = entry.id.clone();
        match one(cx, &found, entry) {
            Ok(sent) => successful.push(PublishBatchResultEntry {
                id: Some(id),
                message_id: Some(sent.id),
                sequence_number: sent.sequence,
            }),
            // What is not the entry's own fault fails the whole.
            Err(error) if error.status.is_none_or(|status| status >= 500) => return Err(error),
            Err(error) => failed.push(BatchResultErrorEntry {
                id: Some(id),
                code: Some(error.code.into_owned()),
                message: Some(error.message),
                sender_fault: Some(true),
            }),
        }
    }
    Ok(PublishBatchResponse {
        successful: Some(successful),
        failed: Some(failed),
    })
}

fn one(cx: &mut Cx, found: &Found, entry: PublishBatchRequestEntry) -> Result<Sent, AwsError> {
    let mut message = draft::read(cx, entry)?;
    draft::fit(&found.topic, &mut message)?;
    fan_out::publish(cx, found, message)
}

/// What is wrong with the batch as a whole.
fn check(entries: &[PublishBatchRequestEntry]) -> Result<(), AwsError> {
    if entries.is_empty() {
        return Err(errors::empty_batch());
    }
    if entries.len() > BATCH_ENTRIES {
        return Err(errors::large_batch());
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let mut seen = HashSet::new();
    for PublishBatchRequestEntry { id, .. } in entries {
        if id.is_empty() || id.len() > BATCH_ID || !id.bytes().all(plain) {
            return Err(errors::entry_id());
        }
        if !seen.insert(id) {
            return Err(errors::repeated_entry());
        }
    }
    let size = |entry: &PublishBatchRequestEntry| {
        let given = entry.message_attributes.clone().unwrap_or_default();
        // Attributes that are wrong fail with their entry.
        let known = attributes::read(given).unwrap_or_default();
        entry.message.len() + attributes::size(&known)
    };
    match entries.iter().map(size).sum::<usize>() > MESSAGE_BYTES {
        true => Err(errors::long_batch()),
        false => Ok(()),
    }
}
