//! SendMessage: one message into a queue.
//!
//! Reads the queue's row and writes the message's; so sends never conflict with each other.

use crate::message::draft::Draft;
use crate::message::post::{post, sequence_number};
use crate::queue::row;
use crate::shapes::{SendMessageRequest, SendMessageResult};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: SendMessageRequest) -> Result<SendMessageResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let draft = Draft::of_request(&found.queue, input)?;
    let sent = post(cx, &found, draft)?;
    Ok(SendMessageResult {
        md5_of_message_body: Some(sent.body_md5),
        md5_of_message_attributes: sent.attributes_md5,
        md5_of_message_system_attributes: sent.system_md5,
        message_id: Some(sent.id),
        sequence_number: sent.sequence.map(sequence_number),
    })
}
