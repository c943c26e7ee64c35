//! The attributes of a queue: read from requests, checked, and put into its row.

use crate::errors;
use crate::limits::*;
use crate::queue::redrive;
use crate::queue::row::{Fifo, Found, Queue};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy, PolicyKind};
use jiff::Timestamp;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A queue as it is before any attribute is set.
pub fn fresh(id: u64, space: u64, name: &str, now: Timestamp) -> Queue {
    Queue {
        id,
        space,
        name: name.to_owned(),
        created: now,
        modified: now,
        purged: None,
        delay_seconds: 0,
        message_bytes: *MESSAGE_BYTES.end(),
        retention_seconds: 345_600,
        wait_seconds: 0,
        visibility_seconds: 30,
        kms_reuse_seconds: None,
        kms_key: None,
        managed_sse: true,
        fifo: None,
        redrive: None,
        redrive_allow: None,
        policy: None,
        tags: Vec::new(),
    }
}

pub fn fresh_fifo() -> Fifo {
    Fifo {
        content_based_deduplication: false,
        deduplication_scope: "queue".to_owned(),
        throughput_limit: "perQueue".to_owned(),
    }
}

/// Sets attributes on a queue of this account; `FifoQueue` was looked at before.
pub fn apply(
    cx: &mut Cx,
    account: &str,
    queue: &mut Queue,
    attributes: &[(String, String)],
) -> Result<(), AwsError> {
    for (name, value) in attributes {
        match name.as_str() {
            "RedrivePolicy" => {
                let found = Found {
                    account: account.to_owned(),
                    queue: Arc::new(queue.clone()),
                };
                queue.redrive = redrive::policy(cx, &found, value)?;
            }
            "RedriveAllowPolicy" => queue.redrive_allow = redrive::allow(value)?,
            _ => apply_plain(queue, name, value)?,
        }
    }
    throughput(queue)
}

fn apply_plain(queue: &mut Queue, name: &str, value: &str) -> Result<(), AwsError> {
    match name {
        "DelaySeconds" => queue.delay_seconds = number(name, value, DELAY_SECONDS)?,
        "MaximumMessageSize" => queue.message_bytes = number(name, value, MESSAGE_BYTES)?,
        "MessageRetentionPeriod" => {
            queue.retention_seconds = number(name, value, RETENTION_SECONDS)?;
        }
        "ReceiveMessageWaitTimeSeconds" => queue.wait_seconds = number(name, value, WAIT_SECONDS)?,
        "VisibilityTimeout" => queue.visibility_seconds = number(name, value, VISIBILITY_SECONDS)?,
        "KmsDataKeyReusePeriodSeconds" => {
            queue.kms_reuse_seconds = Some(number(name, value, KMS_REUSE_SECONDS)?);
        }
        "KmsMasterKeyId" if value.is_empty() => queue.kms_key = None,
        // One kind of encryption takes the other's place.
        "KmsMasterKeyId" => {
            queue.kms_key = Some(value.to_owned());
            queue.managed_sse = false;
        }
        "SqsManagedSseEnabled" => {
            queue.managed_sse = flag(name, value)?;
            if queue.managed_sse {
                queue.kms_key = None;
            }
        }
        "Policy" => queue.policy = policy(value)?,
        _ => apply_fifo(queue, name, value)?,
    }
    Ok(())
}

fn apply_fifo(queue: &mut Queue, name: &str, value: &str) -> Result<(), AwsError> {
    let is_fifo = queue.is_fifo();
    if name == "FifoQueue" {
        return match flag(name, value)? {
            same if same == is_fifo && is_fifo => Ok(()),
            _ if is_fifo => Err(errors::attribute_reason(
                name,
                "Modifying queue type is not supported.",
            )),
            _ => Err(errors::unknown_attribute(name)),
        };
    }
    let Some(fifo) = &mut queue.fifo else {
        return Err(errors::unknown_attribute(name));
    };
    match name {
        "ContentBasedDeduplication" => fifo.content_based_deduplication = flag(name, value)?,
        "DeduplicationScope" => {
            fifo.deduplication_scope = one_of(name, value, &["messageGroup", "queue"])?;
        }
        "FifoThroughputLimit" => {
            fifo.throughput_limit = one_of(name, value, &["perQueue", "perMessageGroupId"])?;
        }
        _ => return Err(errors::unknown_attribute(name)),
    }
    Ok(())
}

/// `perMessageGroupId` goes only with deduplication by group.
fn throughput(queue: &Queue) -> Result<(), AwsError> {
    match &queue.fifo {
        Some(fifo)
            if fifo.throughput_limit == "perMessageGroupId"
                && fifo.deduplication_scope != "messageGroup" =>
        {
            Err(errors::attribute_reason(
                "FifoThroughputLimit",
                "The perMessageGroupId value is allowed only when the value for \
                 DeduplicationScope is messageGroup.",
            ))
        }
        _ => Ok(()),
    }
}

fn number(name: &str, value: &str, bounds: RangeInclusive<i64>) -> Result<i64, AwsError> {
    let parsed = value.trim().parse::<i64>().ok();
    parsed
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| errors::attribute_value(name))
}

pub fn flag(name: &str, value: &str) -> Result<bool, AwsError> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(errors::attribute_value(name)),
    }
}

fn one_of(name: &str, value: &str, allowed: &[&str]) -> Result<String, AwsError> {
    if allowed.contains(&value) {
        Ok(value.to_owned())
    } else {
        Err(errors::attribute_value(name))
    }
}

fn policy(text: &str) -> Result<Option<String>, AwsError> {
    if text.is_empty() {
        return Ok(None);
    }
    match Policy::parse(text, PolicyKind::Resource) {
        Ok(_) => Ok(Some(text.to_owned())),
        Err(_) => Err(errors::attribute_value("Policy")),
    }
}
