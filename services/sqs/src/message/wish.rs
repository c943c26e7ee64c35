//! What a receiver asks for: read from the request and checked against the queue.

use crate::errors;
use crate::limits::{MESSAGES_PER_RECEIVE, VISIBILITY_SECONDS, WAIT_SECONDS};
use crate::message::text;
use crate::queue::{Found, row};
use crate::shapes::ReceiveMessageRequest;
use haneul_pipeline::{AwsError, Cx};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Wish {
    pub url: String,
    pub messages: usize,
    /// `None`: the queue's, as it is when a message is taken.
    pub visibility_seconds: Option<i64>,
    pub wait: Duration,
    pub attempt: Option<String>,
    /// System attributes to show.
    pub system: Vec<String>,
    /// Message attributes to show.
    pub attributes: Vec<String>,
}

/// System attributes of a message.
const SYSTEM: &[&str] = &[
    "All",
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

impl Wish {
    pub fn of(cx: &mut Cx, input: ReceiveMessageRequest) -> Result<(Wish, Found), AwsError> {
        let found = row::at_url(cx, &input.queue_url)?;
        let messages = input.max_number_of_messages.unwrap_or(1);
        if !MESSAGES_PER_RECEIVE.contains(&messages) {
            return Err(errors::parameter(
                messages,
                "MaxNumberOfMessages",
                "Must be between 1 and 10, if provided.",
            ));
        }
        check_visibility(input.visibility_timeout)?;
        let wait = input.wait_time_seconds.unwrap_or(found.queue.wait_seconds);
        if !WAIT_SECONDS.contains(&wait) {
            return Err(errors::parameter(
                wait,
                "WaitTimeSeconds",
                "Must be >= 0 and <= 20, if provided.",
            ));
        }
        check_attempt(&found, input.receive_request_attempt_id.as_deref())?;
        let mut system = input.attribute_names.unwrap_or_default();
        system.extend(input.message_system_attribute_names.unwrap_or_default());
        let known = |name: &String| SYSTEM.contains(&name.as_str());
        if let Some(unknown) = system.iter().find(|name| !known(name)) {
            return Err(errors::unknown_attribute(unknown));
        }
        let wish = Wish {
            url: input.queue_url,
            messages: messages as usize,
            visibility_seconds: input.visibility_timeout,
            wait: Duration::from_secs(wait as u64),
            attempt: input.receive_request_attempt_id,
            system,
            attributes: input.message_attribute_names.unwrap_or_default(),
        };
        Ok((wish, found))
    }
}

pub fn check_visibility(seconds: Option<i64>) -> Result<(), AwsError> {
    match seconds {
        Some(seconds) if !VISIBILITY_SECONDS.contains(&seconds) => Err(errors::parameter(
            seconds,
            "VisibilityTimeout",
            "Must be between 0 and 43200, if provided.",
        )),
        _ => Ok(()),
    }
}

fn check_attempt(found: &Found, attempt: Option<&str>) -> Result<(), AwsError> {
    match attempt {
        Some(attempt) if !found.queue.is_fifo() => {
            Err(errors::wrong_queue_type(attempt, "ReceiveRequestAttemptId"))
        }
        Some(attempt) if !text::is_token(attempt) => {
            Err(errors::token_text(attempt, "ReceiveRequestAttemptId"))
        }
        _ => Ok(()),
    }
}
