//! Delivering: one message to one subscription, as its protocol has it.
//!
//! Everything is written in the transaction that causes it: calls to queues and posts to URLs go into
//! the outbox; mail, text messages and pushes into the list of what left the cloud.

pub mod application;
pub mod dead_letter;
pub mod email;
pub mod envelope;
pub mod firehose;
pub mod function;
pub mod http;
pub mod policy;
pub mod queue;
pub mod sheet;
pub mod text_message;

use crate::publishing::Message;
use crate::subscription::Subscription;
use crate::topic::Found;
use envelope::Ask;
use haneul_pipeline::{AwsError, Cx};
use sheet::Sheet;

/// The service as whom queues and endpoints are called.
pub const PRINCIPAL: &str = "sns.amazonaws.com";

/// Sends a message on its way to one subscription.
pub fn send(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
    sheet: &mut Sheet,
) -> Result<(), AwsError> {
    if matches!(
        subscription.protocol.as_str(),
        "email" | "email-json" | "sms" | "application"
    ) {
        crate::measure::delivered_at_once(cx, found);
    }
    match subscription.protocol.as_str() {
        "sqs" => queue::send(cx, found, subscription, message, sheet),
        "http" | "https" => http::send(cx, found, subscription, message, sheet),
        "email" | "email-json" => email::send(cx, found, subscription, message, sheet),
        "firehose" => firehose::send(cx, subscription, message),
        "lambda" => function::send(cx, found, subscription, message, sheet),
        "sms" => text_message::to_subscription(cx, found, subscription, message),
        "application" => application::send(cx, &subscription.endpoint, message),
        other => Err(AwsError::internal(format_args!("the protocol {other}"))),
    }
}

/// Asks an endpoint whether it wants to be subscribed, or tells it that it no longer is.
pub fn ask(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    what: &Ask,
) -> Result<(), AwsError> {
    match subscription.protocol.as_str() {
        "sqs" => queue::ask(cx, found, subscription, what),
        "http" | "https" => http::ask(cx, found, subscription, what),
        "email" | "email-json" => email::ask(cx, found, subscription, what),
        // These have nobody who could answer.
        _ => Ok(()),
    }
}
