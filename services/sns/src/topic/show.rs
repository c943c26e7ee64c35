//! Attributes of a topic, as they are shown.

use crate::deliver::envelope::time;
use crate::deliver::policy as delivery;
use crate::topic::{Topic, policy};
use serde_json::json;

/// What can be set, under the name it is set by.
pub fn setting(topic: &Topic, name: &str, arn: &str) -> Option<String> {
    let fifo = topic.fifo.as_ref();
    Some(match name {
        "DisplayName" => topic.display_name.clone(),
        "Policy" => policy::in_force(topic, arn),
        "DeliveryPolicy" => topic.delivery_policy.clone()?,
        "EffectiveDeliveryPolicy" => delivery::effective_of_topic(topic),
        "SignatureVersion" => topic.signature_version.clone()?,
        "KmsMasterKeyId" => topic.kms_key.clone()?,
        "TracingConfig" => topic.tracing.clone()?,
        "FifoTopic" => fifo.map(|_| "true".to_owned())?,
        "ContentBasedDeduplication" => fifo?.content_based_deduplication.to_string(),
        "FifoThroughputScope" => fifo?.throughput_scope.clone(),
        "ArchivePolicy" => {
            let archive = topic.archive()?;
            json!({ "MessageRetentionPeriod": archive.days.to_string() }).to_string()
        }
        "BeginningArchiveTime" => time(topic.archive()?.since),
        _ => {
            let mut rates = topic.sample_rates.iter();
            rates.find(|(known, _)| known == name)?.1.clone()
        }
    })
}

const ALL: &[&str] = &[
    "Policy",
    "EffectiveDeliveryPolicy",
    "DisplayName",
    "DeliveryPolicy",
    "SignatureVersion",
    "KmsMasterKeyId",
    "TracingConfig",
    "FifoTopic",
    "ContentBasedDeduplication",
    "FifoThroughputScope",
    "ArchivePolicy",
    "BeginningArchiveTime",
];

pub fn all(topic: &Topic, arn: &str) -> Vec<(String, String)> {
    let rates = topic.sample_rates.iter().map(|(name, _)| name.as_str());
    let names = ALL.iter().copied().chain(rates);
    names
        .filter_map(|name| Some((name.to_owned(), setting(topic, name, arn)?)))
        .collect()
}
