//! What a notification configuration may say.

use super::{Configuration, Target};
use crate::errors;
use crate::shapes::{
    LambdaFunctionConfiguration, NotificationConfiguration, NotificationConfigurationFilter,
    QueueConfiguration, TopicConfiguration,
};
use haneul_pipeline::AwsError;
use haneul_runtime::{Random, ids};

const EVENTS: &[&str] = &[
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:LifecycleTransition",
    "s3:ObjectAcl:Put",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:IntelligentTiering",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
];

/// Events of S3 that are never told here, by how their names begin.
const UNTOLD: &[&str] = &["s3:ReducedRedundancyLostObject", "s3:Replication:"];

const TARGETS: usize = 100;

pub fn read(
    wanted: NotificationConfiguration,
    region: &str,
    random: &Random,
) -> Result<Configuration, AwsError> {
    let functions = wanted.lambda_function_configurations.unwrap_or_default();
    let bridge = wanted.event_bridge_configuration.is_some();
    let queues = wanted.queue_configurations.unwrap_or_default();
    let topics = wanted.topic_configurations.unwrap_or_default();
    if queues.len() + topics.len() + functions.len() > TARGETS {
        return Err(wrong(format!(
            "The number of notification configurations exceeds the limit of {TARGETS}",
        )));
    }
    let queues = queues.into_iter().map(of_queue);
    let topics = topics.into_iter().map(of_topic);
    let functions = functions.into_iter().map(of_function);
    let read = |asked: Asked| target(asked, region, random);
    let configuration = Configuration {
        queues: queues.map(read).collect::<Result<_, _>>()?,
        topics: topics.map(read).collect::<Result<_, _>>()?,
        functions: functions.map(read).collect::<Result<_, _>>()?,
        bridge,
    };
    let all: Vec<&Target> = configuration.targets().collect();
    check_ids(&all)?;
    check_overlap(&all)?;
    Ok(configuration)
}

/// What is asked for one destination.
struct Asked {
    service: &'static str,
    id: Option<String>,
    arn: String,
    events: Vec<String>,
    filter: Option<NotificationConfigurationFilter>,
}

fn of_queue(queue: QueueConfiguration) -> Asked {
    Asked {
        service: "sqs",
        id: queue.id,
        arn: queue.queue_arn,
        events: queue.events,
        filter: queue.filter,
    }
}

fn of_topic(topic: TopicConfiguration) -> Asked {
    Asked {
        service: "sns",
        id: topic.id,
        arn: topic.topic_arn,
        events: topic.events,
        filter: topic.filter,
    }
}

fn of_function(function: LambdaFunctionConfiguration) -> Asked {
    Asked {
        service: "lambda",
        id: function.id,
        arn: function.lambda_function_arn,
        events: function.events,
        filter: function.filter,
    }
}

fn wrong(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidArgument", message).status(400)
}

fn target(asked: Asked, region: &str, random: &Random) -> Result<Target, AwsError> {
    let arn = asked.arn;
    let parts: Vec<&str> = arn.split(':').collect();
    let ["arn", _, service, place, account, name, rest @ ..] = parts.as_slice() else {
        return Err(wrong("The ARN is not well formed"));
    };
    // Functions are named by two or three parts.
    let named = match asked.service {
        "lambda" => *name == "function" && (1..=2).contains(&rest.len()),
        _ => !name.is_empty() && rest.is_empty(),
    };
    if *service != asked.service || account.len() != 12 || !named {
        return Err(wrong("The ARN is not well formed"));
    }
    if *place != region {
        return Err(wrong(
            "The notification destination service region is not valid for the bucket location constraint",
        ));
    }
    let events = asked.events;
    if events.is_empty() {
        return Err(errors::malformed_xml());
    }
    let told = |event: &&String| !EVENTS.contains(&event.as_str());
    if let Some(other) = events.iter().find(told) {
        if UNTOLD.iter().any(|untold| other.starts_with(untold)) {
            return Err(AwsError::not_implemented(format_args!(
                "the S3 event {other}"
            )));
        }
        return Err(errors::invalid_argument(
            "A specified event is not supported for notifications.",
            "Event",
            other,
        ));
    }
    let (prefix, suffix) = filter(asked.filter)?;
    Ok(Target {
        id: asked.id.unwrap_or_else(|| ids::uuid(random)),
        arn,
        events,
        prefix,
        suffix,
    })
}

type Affixes = (Option<String>, Option<String>);

fn filter(filter: Option<NotificationConfigurationFilter>) -> Result<Affixes, AwsError> {
    let rules = filter.and_then(|filter| filter.key?.filter_rules);
    let (mut prefix, mut suffix) = (None, None);
    for rule in rules.unwrap_or_default() {
        let name = rule.name.unwrap_or_default().to_ascii_lowercase();
        let place = match name.as_str() {
            "prefix" => &mut prefix,
            "suffix" => &mut suffix,
            _ => {
                return Err(errors::invalid_argument(
                    "filter rule name must be either prefix or suffix",
                    "FilterRule.Name",
                    &name,
                ));
            }
        };
        if place.is_some() {
            return Err(errors::invalid_argument(
                format!("Cannot specify more than one {name} rule in a filter."),
                "FilterRule.Name",
                &name,
            ));
        }
        let value = rule.value.unwrap_or_default();
        if value.chars().count() > 1_024 {
            return Err(errors::invalid_argument(
                "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
                "FilterRule.Value",
                &value,
            ));
        }
        *place = Some(value);
    }
    Ok((prefix, suffix))
}

fn check_ids(targets: &[&Target]) -> Result<(), AwsError> {
    for (at, target) in targets.iter().enumerate() {
        if targets[..at].iter().any(|other| other.id == target.id) {
            return Err(wrong(
                "Same ID used for multiple configurations. IDs must be unique",
            ));
        }
    }
    Ok(())
}

/// Of one event about one key only one may be told.
fn check_overlap(targets: &[&Target]) -> Result<(), AwsError> {
    for (at, target) in targets.iter().enumerate() {
        for other in &targets[..at] {
            let events = target.events.iter().any(|one| {
                other
                    .events
                    .iter()
                    .any(|two| covers(one, two) || covers(two, one))
            });
            let text = |affix: &Option<String>| affix.clone().unwrap_or_default();
            let (one, two) = (text(&target.prefix), text(&other.prefix));
            let prefixes = one.starts_with(&two) || two.starts_with(&one);
            let (one, two) = (text(&target.suffix), text(&other.suffix));
            let suffixes = one.ends_with(&two) || two.ends_with(&one);
            if events && prefixes && suffixes {
                return Err(wrong(
                    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
                ));
            }
        }
    }
    Ok(())
}

/// `s3:ObjectCreated:*` covers `s3:ObjectCreated:Put`.
pub fn covers(wanted: &str, event: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(stem) => event.starts_with(stem),
        None => wanted == event,
    }
}

impl Target {
    pub fn wants(&self, event: &str, key: &str) -> bool {
        self.events.iter().any(|wanted| covers(wanted, event))
            && self
                .prefix
                .as_ref()
                .is_none_or(|prefix| key.starts_with(prefix.as_str()))
            && self
                .suffix
                .as_ref()
                .is_none_or(|suffix| key.ends_with(suffix.as_str()))
    }
}
