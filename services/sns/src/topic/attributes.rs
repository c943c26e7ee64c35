//! The attributes of a topic: read from requests, checked, and put into its row.

use crate::deliver::policy;
use crate::limits::DISPLAY_NAME;
use crate::topic::policy as access;
use crate::topic::row::{Archive, Fifo, Topic};
use jiff::Timestamp;
use serde_json::Value as Json;

/// Why an attribute cannot be set.
pub enum Refused {
    Unknown,
    Reason(String),
    /// Known to AWS and not here.
    Undone(String),
}

fn because(reason: impl Into<String>) -> Refused {
    Refused::Reason(reason.into())
}

/// Protocols whose deliveries AWS can log.
const LOGGED: &[&str] = &["Application", "Firehose", "HTTP", "Lambda", "SQS"];

pub fn fresh(id: u64, name: &str, now: Timestamp) -> Topic {
    Topic {
        id,
        name: name.to_owned(),
        created: now,
        display_name: String::new(),
        policy: None,
        delivery_policy: None,
        signature_version: None,
        kms_key: None,
        tracing: None,
        sample_rates: Vec::new(),
        fifo: None,
        tags: Vec::new(),
        deleted: 0,
    }
}

pub fn fresh_fifo() -> Fifo {
    Fifo {
        content_based_deduplication: false,
        throughput_scope: "Topic".to_owned(),
        archive: None,
    }
}

/// Sets one attribute; `FifoTopic` was looked at before.
pub fn apply(topic: &mut Topic, name: &str, value: &str, now: Timestamp) -> Result<(), Refused> {
    match name {
        "DisplayName" => {
            if value.chars().count() > DISPLAY_NAME || value.contains(['\n', '\r']) {
                return Err(because("DisplayName"));
            }
            topic.display_name = value.to_owned();
        }
        "Policy" => {
            access::check(value).map_err(Refused::Reason)?;
            topic.policy = Some(value.to_owned());
        }
        "DeliveryPolicy" => topic.delivery_policy = delivery(value)?,
        "SignatureVersion" => {
            topic.signature_version = Some(one_of(name, value, &["1", "2"])?);
        }
        "TracingConfig" => {
            topic.tracing = Some(one_of(name, value, &["PassThrough", "Active"])?);
        }
        "KmsMasterKeyId" => topic.kms_key = Some(value.to_owned()).filter(|key| !key.is_empty()),
        _ => return apply_other(topic, name, value, now),
    }
    Ok(())
}

fn undone(name: &str) -> Refused {
    Refused::Undone(format!("the topic attribute {name}"))
}

fn apply_other(topic: &mut Topic, name: &str, value: &str, now: Timestamp) -> Result<(), Refused> {
    let logged = LOGGED
        .iter()
        .find_map(|protocol| name.strip_prefix(protocol));
    match logged {
        Some("SuccessFeedbackSampleRate") => sample_rate(topic, name, value),
        Some("SuccessFeedbackRoleArn" | "FailureFeedbackRoleArn") if value.is_empty() => Ok(()),
        Some("SuccessFeedbackRoleArn" | "FailureFeedbackRoleArn") => Err(undone(name)),
        _ => apply_fifo(topic, name, value, now),
    }
}

fn sample_rate(topic: &mut Topic, name: &str, value: &str) -> Result<(), Refused> {
    let rate = value.parse::<u8>().ok().filter(|rate| *rate <= 100);
    if rate.is_none() {
        return Err(because(name));
    }
    topic.sample_rates.retain(|(known, _)| known != name);
    topic.sample_rates.push((name.to_owned(), value.to_owned()));
    Ok(())
}

fn apply_fifo(topic: &mut Topic, name: &str, value: &str, now: Timestamp) -> Result<(), Refused> {
    if name == "FifoTopic" {
        return match flag(name, value)? == topic.is_fifo() {
            true => Ok(()),
            false => Err(because("FifoTopic")),
        };
    }
    let Some(fifo) = &mut topic.fifo else {
        return Err(match name {
            "ContentBasedDeduplication" => {
                because("Content-based deduplication can only be set for FIFO topics")
            }
            "FifoThroughputScope" => because("FifoThroughputScope can only be set for FIFO topics"),
            "ArchivePolicy" => because("ArchivePolicy: Only supported for FIFO topics"),
            _ => Refused::Unknown,
        });
    };
    match name {
        "ContentBasedDeduplication" => fifo.content_based_deduplication = flag(name, value)?,
        "FifoThroughputScope" => {
            fifo.throughput_scope = one_of(name, value, &["Topic", "MessageGroup"])?;
        }
        "ArchivePolicy" => {
            // As exact as it is shown, so that what is shown can be asked for.
            let begun = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
            let since = fifo.archive.as_ref().map_or(begun, |archive| archive.since);
            fifo.archive = archive(value)?.map(|days| Archive { days, since });
        }
        _ => return Err(Refused::Unknown),
    }
    Ok(())
}

fn delivery(value: &str) -> Result<Option<String>, Refused> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    policy::of_topic(value).map_err(|why| because(format!("DeliveryPolicy: {why}")))?;
    Ok(Some(value.to_owned()))
}

/// Days that messages are kept, or none: an empty policy ends it.
fn archive(value: &str) -> Result<Option<i64>, Refused> {
    let wrong = |why: &str| because(format!("ArchivePolicy: {why}"));
    if value.trim().is_empty() {
        return Ok(None);
    }
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(value) else {
        return Err(wrong("failed to parse JSON."));
    };
    if fields.is_empty() {
        return Ok(None);
    }
    let days = fields.get("MessageRetentionPeriod");
    if fields.len() > 1 || days.is_none() {
        return Err(wrong("Only MessageRetentionPeriod can be set."));
    }
    let days = days.and_then(|days| match days {
        Json::String(text) => text.parse().ok(),
        other => other.as_i64(),
    });
    match days.filter(|days| (1..=365).contains(days)) {
        Some(days) => Ok(Some(days)),
        None => Err(wrong(
            "MessageRetentionPeriod must be between 1 and 365 days.",
        )),
    }
}

pub fn flag(name: &str, value: &str) -> Result<bool, Refused> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(because(name)),
    }
}

fn one_of(name: &str, value: &str, allowed: &[&str]) -> Result<String, Refused> {
    match allowed.contains(&value) {
        true => Ok(value.to_owned()),
        false => Err(because(name)),
    }
}
