//! A message on its way out: read from a request and checked.

use crate::errors;
use crate::limits::{MESSAGE_BYTES, SUBJECT};
use crate::publishing::attributes;
use crate::publishing::message::Message;
use crate::shapes::PublishBatchRequestEntry;
use crate::subscription::confirmation::base_url;
use crate::topic::Topic;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// What an entry of a batch says; a message alone is one of those, too.
pub fn read(cx: &Cx, entry: PublishBatchRequestEntry) -> Result<Message, AwsError> {
    let attributes = attributes::read(entry.message_attributes.unwrap_or_default())?;
    if entry.message.is_empty() {
        return Err(errors::invalid("Empty message"));
    }
    if entry.message.len() + attributes::size(&attributes) > MESSAGE_BYTES {
        return Err(errors::invalid("Message too long"));
    }
    if let Some(subject) = &entry.subject {
        check_subject(subject)?;
    }
    let (default, bodies) = bodies(entry.message, entry.message_structure.as_deref())?;
    let outside = cx.call.request.source_ip.is_some();
    Ok(Message {
        id: ids::uuid(cx.random()),
        at: cx.now(),
        subject: entry.subject,
        default,
        bodies,
        attributes,
        group: entry.message_group_id,
        deduplication: entry.message_deduplication_id,
        sequence: None,
        base_url: if outside { base_url(cx) } else { String::new() },
        replayed: false,
    })
}

fn check_subject(subject: &str) -> Result<(), AwsError> {
    let length = subject.chars().count();
    let sound = (1..=SUBJECT).contains(&length)
        && !subject.chars().any(char::is_control)
        && !subject.starts_with(char::is_whitespace);
    match sound {
        true => Ok(()),
        false => Err(errors::invalid("Subject")),
    }
}

type Bodies = (String, Vec<(String, String)>);

/// One text for all, or a text for each protocol.
fn bodies(message: String, structure: Option<&str>) -> Result<Bodies, AwsError> {
    match structure {
        None | Some("") => return Ok((message, Vec::new())),
        Some("json") => {}
        Some(_) => return Err(errors::invalid("MessageStructure")),
    }
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(&message) else {
        return Err(errors::invalid(
            "Message Structure - JSON message body failed to parse",
        ));
    };
    let mut bodies = Vec::new();
    let mut default = None;
    for (name, body) in fields {
        match body {
            Json::String(text) if name == "default" => default = Some(text),
            Json::String(text) => bodies.push((name, text)),
            // What is no text is as if it were not there.
            _ => {}
        }
    }
    let default = default.ok_or_else(|| {
        errors::invalid("Message Structure - No default entry in JSON message body")
    })?;
    Ok((default, bodies))
}

/// What the kind of topic asks of group and deduplication.
pub fn fit(topic: &Topic, message: &mut Message) -> Result<(), AwsError> {
    let group = [("MessageGroupId", &message.group)];
    let Some(fifo) = &topic.fifo else {
        if message.deduplication.is_some() {
            return Err(errors::invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId \
                 parameter that is not valid for this topic type",
            ));
        }
        // It goes on to queues, for fairness between tenants.
        return check_tokens(&group);
    };
    if message.group.as_ref().is_none_or(String::is_empty) {
        return Err(errors::invalid(
            "The MessageGroupId parameter is required for FIFO topics",
        ));
    }
    check_tokens(&group)?;
    check_tokens(&[("MessageDeduplicationId", &message.deduplication)])?;
    if message.deduplication.is_none() {
        if !fifo.content_based_deduplication {
            return Err(errors::invalid(
                "The topic should either have ContentBasedDeduplication enabled or \
                 MessageDeduplicationId provided explicitly",
            ));
        }
        message.deduplication = Some(sum(message));
    }
    Ok(())
}

fn check_tokens(tokens: &[(&str, &Option<String>)]) -> Result<(), AwsError> {
    for (name, token) in tokens {
        let sound = |token: &String| {
            (1..=128).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic())
        };
        if token.as_ref().is_some_and(|token| !sound(token)) {
            return Err(errors::invalid(format_args!(
                "{name} Reason: {name} can only include alphanumeric and punctuation characters. 1 \
                 to 128 in length."
            )));
        }
    }
    Ok(())
}

/// Of the body, not of the attributes.
fn sum(message: &Message) -> String {
    let mut hash = Sha256::new();
    hash.update(message.default.as_bytes());
    for (name, body) in &message.bodies {
        hash.update(name.as_bytes());
        hash.update(body.as_bytes());
    }
    let sum = hash.finalize();
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}
