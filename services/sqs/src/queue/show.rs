//! The attributes of a queue as AWS shows them.

use crate::limits;
use crate::queue::count::{self, Counts};
use crate::queue::redrive::{show_allow, show_policy};
use crate::queue::row::{Found, Queue};
use haneul_pipeline::{AwsError, Cx};

/// Every attribute that can be asked for; some only show where they are set.
pub const NAMES: &[&str] = &[
    "QueueArn",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "Policy",
    "RedrivePolicy",
    "RedriveAllowPolicy",
    "FifoQueue",
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "SqsManagedSseEnabled",
];

/// The attributes of these names that the queue has, in the order of [`NAMES`].
pub fn attributes(
    cx: &mut Cx,
    found: &Found,
    wanted: &[String],
) -> Result<Vec<(String, String)>, AwsError> {
    let all = wanted.iter().any(|name| name == "All");
    let asked = |name: &str| all || wanted.iter().any(|w| w == name);
    let counted = NAMES
        .iter()
        .any(|n| n.starts_with("Approximate") && asked(n));
    let counts = if counted {
        count::of(cx, found)?
    } else {
        Counts::default()
    };
    let arn = found.arn(cx);
    let shown = NAMES.iter().filter(|name| asked(name)).filter_map(|name| {
        let value = match *name {
            "QueueArn" => Some(arn.clone()),
            "ApproximateNumberOfMessages" => Some(counts.visible.to_string()),
            "ApproximateNumberOfMessagesNotVisible" => Some(counts.in_flight.to_string()),
            "ApproximateNumberOfMessagesDelayed" => Some(counts.delayed.to_string()),
            name => setting(&found.queue, name),
        };
        Some(((*name).to_owned(), value?))
    });
    Ok(shown.collect())
}

/// A setting as text; `None` where the queue has none.
pub fn setting(queue: &Queue, name: &str) -> Option<String> {
    let fifo = queue.fifo.as_ref();
    Some(match name {
        "CreatedTimestamp" => queue.created.as_second().to_string(),
        "LastModifiedTimestamp" => queue.modified.as_second().to_string(),
        "VisibilityTimeout" => queue.visibility_seconds.to_string(),
        "MaximumMessageSize" => queue.message_bytes.to_string(),
        "MessageRetentionPeriod" => queue.retention_seconds.to_string(),
        "DelaySeconds" => queue.delay_seconds.to_string(),
        "ReceiveMessageWaitTimeSeconds" => queue.wait_seconds.to_string(),
        "Policy" => queue.policy.clone()?,
        "RedrivePolicy" => show_policy(queue.redrive.as_ref()?),
        "RedriveAllowPolicy" => show_allow(queue.redrive_allow.as_ref()?),
        "FifoQueue" => fifo.map(|_| "true".to_owned())?,
        "ContentBasedDeduplication" => fifo?.content_based_deduplication.to_string(),
        "DeduplicationScope" => fifo?.deduplication_scope.clone(),
        "FifoThroughputLimit" => fifo?.throughput_limit.clone(),
        "KmsMasterKeyId" => queue.kms_key.clone()?,
        "KmsDataKeyReusePeriodSeconds" => match (queue.kms_reuse_seconds, &queue.kms_key) {
            (None, None) => return None,
            (seconds, _) => seconds.unwrap_or(limits::KMS_REUSE_UNASKED).to_string(),
        },
        "SqsManagedSseEnabled" => queue.managed_sse.to_string(),
        _ => return None,
    })
}
