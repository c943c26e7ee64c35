//! A message on its way into a queue: read from a request and checked against the queue.

use crate::errors;
use crate::limits::DELAY_SECONDS;
use crate::message::row::Content;
use crate::message::{attributes, system, text};
use crate::queue::Queue;
use crate::shapes::{SendMessageBatchRequestEntry, SendMessageRequest};
use haneul_pipeline::AwsError;
use sha2::{Digest, Sha256};

#[derive(Clone, Debug)]
pub struct Draft {
    pub content: Content,
    pub trace: Option<String>,
    pub delay_seconds: i64,
    pub group: Option<String>,
    pub deduplication: Option<String>,
}

impl Draft {
    pub fn of_request(queue: &Queue, request: SendMessageRequest) -> Result<Draft, AwsError> {
        Draft::of_entry(
            queue,
            SendMessageBatchRequestEntry {
                id: String::new(),
                message_body: request.message_body,
                delay_seconds: request.delay_seconds,
                message_attributes: request.message_attributes,
                message_system_attributes: request.message_system_attributes,
                message_deduplication_id: request.message_deduplication_id,
                message_group_id: request.message_group_id,
            },
        )
    }

    pub fn of_entry(queue: &Queue, entry: SendMessageBatchRequestEntry) -> Result<Draft, AwsError> {
        if entry.message_body.is_empty() {
            return Err(errors::missing("MessageBody"));
        }
        if !text::is_valid(&entry.message_body) {
            return Err(errors::message_contents());
        }
        let attributes = attributes::read(entry.message_attributes.unwrap_or_default())?;
        let trace = system::read(entry.message_system_attributes.unwrap_or_default())?;
        let content = Content {
            body: entry.message_body,
            attributes,
            sealed: None,
        };
        if content.size() as i64 > queue.message_bytes {
            return Err(errors::message_too_long(queue.message_bytes));
        }
        let mut draft = Draft {
            content,
            trace,
            delay_seconds: delay(queue, entry.delay_seconds)?,
            group: entry.message_group_id,
            deduplication: entry.message_deduplication_id,
        };
        draft.check_tokens(queue)?;
        Ok(draft)
    }

    fn check_tokens(&mut self, queue: &Queue) -> Result<(), AwsError> {
        let tokens = [
            ("MessageGroupId", &self.group),
            ("MessageDeduplicationId", &self.deduplication),
        ];
        let Some(fifo) = &queue.fifo else {
            // Standard queues take a group, for fairness between tenants.
            if let Some(id) = &self.deduplication {
                return Err(errors::wrong_queue_type(id, "MessageDeduplicationId"));
            }
            return check_text(&tokens[..1]);
        };
        if self.group.is_none() {
            return Err(errors::missing("MessageGroupId"));
        }
        check_text(&tokens)?;
        if self.deduplication.is_none() {
            if !fifo.content_based_deduplication {
                return Err(errors::no_deduplication());
            }
            self.deduplication = Some(body_sum(&self.content.body));
        }
        Ok(())
    }
}

fn check_text(tokens: &[(&str, &Option<String>)]) -> Result<(), AwsError> {
    for (name, token) in tokens {
        if let Some(token) = token.as_ref().filter(|token| !text::is_token(token)) {
            return Err(errors::token_text(token, name));
        }
    }
    Ok(())
}

fn delay(queue: &Queue, given: Option<i64>) -> Result<i64, AwsError> {
    let Some(seconds) = given else {
        return Ok(queue.delay_seconds);
    };
    if !DELAY_SECONDS.contains(&seconds) {
        return Err(errors::parameter(
            seconds,
            "DelaySeconds",
            "DelaySeconds must be >= 0 and <= 900.",
        ));
    }
    match queue.is_fifo() {
        true if seconds > 0 => Err(errors::wrong_queue_type(seconds, "DelaySeconds")),
        true => Ok(queue.delay_seconds),
        false => Ok(seconds),
    }
}

/// The deduplication id of content-based deduplication.
fn body_sum(body: &str) -> String {
    let sum = Sha256::digest(body.as_bytes());
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}
