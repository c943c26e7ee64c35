//! A message as its receiver sees it.

use crate::message::post::{sequence_number, uuid};
use crate::message::row::{Attribute, AttributeValue, Handed, Message};
use crate::message::wish::Wish;
use crate::message::{md5, system};
use crate::shapes::{self, MessageAttributeValue};

pub fn message(wish: &Wish, handed: Handed) -> shapes::Message {
    let attributes = handed.content.attributes.into_iter();
    let shown: Vec<(String, Attribute)> = attributes
        .filter(|(name, _)| wish.attributes.iter().any(|asked| names(asked, name)))
        .collect();
    let sum = md5::of_attributes(shown.iter().map(|(name, a)| (name.as_str(), a)));
    let attributes = system_attributes(&wish.system, &handed.message);
    shapes::Message {
        message_id: Some(uuid(handed.id)),
        receipt_handle: Some(handed.handle),
        md5_of_body: Some(md5::of_text(&handed.content.body)),
        body: Some(handed.content.body),
        attributes: (!attributes.is_empty()).then_some(attributes),
        md5_of_message_attributes: sum,
        message_attributes: (!shown.is_empty())
            .then(|| shown.into_iter().map(|(n, a)| (n, value(a))).collect()),
    }
}

/// `All`, `.*`, `prefix.*` or a name itself.
fn names(asked: &str, name: &str) -> bool {
    match asked.strip_suffix(".*") {
        Some(prefix) => name.starts_with(prefix),
        None => asked == "All" || asked == name,
    }
}

fn value(attribute: Attribute) -> MessageAttributeValue {
    let mut shown = MessageAttributeValue {
        data_type: attribute.data_type,
        ..MessageAttributeValue::default()
    };
    match attribute.value {
        AttributeValue::Text(text) => shown.string_value = Some(text),
        AttributeValue::Binary(bytes) => shown.binary_value = Some(bytes.into()),
    }
    shown
}

fn system_attributes(wanted: &[String], message: &Message) -> Vec<(String, String)> {
    let millis = |micros: i64| (micros / 1_000).to_string();
    let all = [
        ("SenderId", Some(message.sender.clone())),
        (
            "ApproximateFirstReceiveTimestamp",
            message.first_received.map(millis),
        ),
        (
            "ApproximateReceiveCount",
            Some(message.receives.to_string()),
        ),
        ("SentTimestamp", Some(millis(message.sent))),
        ("SequenceNumber", message.sequence.map(sequence_number)),
        ("MessageDeduplicationId", message.deduplication.clone()),
        ("MessageGroupId", message.group.clone()),
        (system::TRACE, message.trace.clone()),
        ("DeadLetterQueueSourceArn", message.source.clone()),
    ];
    let asked = |name: &str| wanted.iter().any(|w| w == "All" || w == name);
    all.into_iter()
        .filter(|(name, _)| asked(name))
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}
