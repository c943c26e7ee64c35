//! What requests say of a mapping, in AWS's words where it cannot be.

use super::row::{Mapping, Reading};
use crate::shapes::{
    CreateEventSourceMappingRequest, DestinationConfig, EventSourceMappingLoggingConfig,
    EventSourceMappingMetricsConfig, FilterCriteria, ProvisionedPollerConfig, ScalingConfig,
    SourceAccessConfiguration,
};
use crate::{errors, limits};
use haneul_pattern::Pattern;
use haneul_pipeline::{Arn, AwsError, Cx};
use serde_json::Value as Json;

/// What making and changing have in common.
#[derive(Default)]
pub struct Said {
    pub enabled: Option<bool>,
    pub size: Option<i64>,
    pub window: Option<i64>,
    pub filters: Option<FilterCriteria>,
    pub types: Option<Vec<String>>,
    pub scaling: Option<ScalingConfig>,
    pub lanes: Option<i64>,
    pub destinations: Option<DestinationConfig>,
    pub age: Option<i64>,
    pub retries: Option<i64>,
    pub halves: Option<bool>,
    pub tumbling: Option<i64>,
    pub key: Option<String>,
    pub metrics: Option<EventSourceMappingMetricsConfig>,
    pub logging: Option<EventSourceMappingLoggingConfig>,
    pub pollers: Option<ProvisionedPollerConfig>,
    pub access: Option<Vec<SourceAccessConfiguration>>,
}

/// Of either request.
macro_rules! said {
    ($input:ident) => {
        said::Said {
            enabled: $input.enabled,
            size: $input.batch_size,
            window: $input.maximum_batching_window_in_seconds,
            filters: $input.filter_criteria.take(),
            types: $input.function_response_types.take(),
            scaling: $input.scaling_config.take(),
            lanes: $input.parallelization_factor,
            destinations: $input.destination_config.take(),
            age: $input.maximum_record_age_in_seconds,
            retries: $input.maximum_retry_attempts,
            halves: $input.bisect_batch_on_function_error,
            tumbling: $input.tumbling_window_in_seconds,
            key: $input.kms_key_arn.take(),
            metrics: $input.metrics_config.take(),
            logging: $input.logging_config.take(),
            pollers: $input.provisioned_poller_config.take(),
            access: $input.source_access_configurations.take(),
        }
    };
}

pub(super) use said;

pub fn refuse_others(refused: &[(bool, &str)]) -> Result<(), AwsError> {
    match refused.iter().find(|(is, _)| *is) {
        Some((_, what)) => Err(AwsError::not_implemented(what)),
        None => Ok(()),
    }
}

/// A new mapping of a source, with what AWS takes for granted.
pub fn first(
    cx: &Cx,
    source: &str,
    input: &CreateEventSourceMappingRequest,
) -> Result<Mapping, AwsError> {
    let arn = known(cx, source)?;
    let is_queue = arn.service == "sqs";
    let size = match is_queue {
        true => limits::QUEUE_BATCH,
        false => limits::STREAM_BATCH,
    };
    Ok(Mapping {
        source: source.to_owned(),
        enabled: true,
        size,
        stream: reading(cx, &arn, input)?,
        ..Mapping::default()
    })
}

/// Queues and streams; what else there is on AWS is refused by name.
fn known<'a>(cx: &Cx, source: &'a str) -> Result<Arn<'a>, AwsError> {
    let unknown = || errors::invalid("Unrecognized event source.");
    let arn = Arn::read(source).ok_or_else(unknown)?;
    let other = match arn.service {
        "sqs" if !arn.resource.contains('/') => None,
        "kinesis" if arn.resource.starts_with("stream/") => None,
        "dynamodb" if arn.resource.contains("/stream/") => None,
        "kafka" => Some("event sources of Amazon MSK"),
        "mq" => Some("event sources of Amazon MQ"),
        "rds" => Some("event sources of Amazon DocumentDB"),
        _ => return Err(unknown()),
    };
    match other {
        Some(what) => Err(AwsError::not_implemented(what)),
        None if arn.region != cx.region() => Err(unknown()),
        None => Ok(arn),
    }
}

fn reading(
    cx: &Cx,
    arn: &Arn<'_>,
    input: &CreateEventSourceMappingRequest,
) -> Result<Option<Reading>, AwsError> {
    let at = input.starting_position_timestamp;
    if arn.service == "sqs" {
        return match input.starting_position.is_some() || at.is_some() {
            true => Err(errors::invalid(
                "StartingPosition is not valid for SQS event sources.",
            )),
            false => Ok(None),
        };
    }
    let Some(start) = input.starting_position.clone() else {
        return Err(errors::invalid(
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy \
             constraint: Member must not be null.",
        ));
    };
    let since = match (start.as_str(), at) {
        ("AT_TIMESTAMP", _) if arn.service == "dynamodb" => {
            return Err(errors::invalid(format!(
                "Unsupported starting position for arn type: {}",
                input.event_source_arn.as_deref().unwrap_or_default()
            )));
        }
        ("AT_TIMESTAMP", None) => return Err(errors::invalid("Need to specify a timestamp")),
        ("AT_TIMESTAMP", Some(at)) => at.as_microsecond(),
        (_, Some(_)) => {
            return Err(errors::invalid(
                "StartingPositionTimestamp is only valid with StartingPosition AT_TIMESTAMP.",
            ));
        }
        _ => cx.now().as_microsecond(),
    };
    Ok(Some(Reading {
        start,
        since,
        age: -1,
        retries: -1,
        lanes: 1,
        ..Reading::default()
    }))
}

pub fn apply(mapping: &mut Mapping, said: Said) -> Result<(), AwsError> {
    refuse(&said)?;
    mapping.enabled = said.enabled.unwrap_or(mapping.enabled);
    mapping.size = said.size.unwrap_or(mapping.size);
    mapping.window = said.window.unwrap_or(mapping.window);
    if let Some(types) = &said.types {
        mapping.partial = !types.is_empty();
    }
    if let Some(criteria) = &said.filters {
        mapping.filters = filters(criteria, mapping)?;
    }
    if let Some(said) = &said.metrics {
        let metrics = said.metrics.as_deref().unwrap_or_default();
        if metrics.iter().any(|metric| metric != "EventCount") {
            // The others are Kafka's.
            return Err(unsupported("MetricsConfig"));
        }
        mapping.metrics = !metrics.is_empty();
    }
    match mapping.stream.take() {
        None => of_queue(mapping, said),
        Some(reading) => {
            mapping.stream = Some(of_stream(reading, mapping.window, said)?);
            Ok(())
        }
    }
}

fn refuse(said: &Said) -> Result<(), AwsError> {
    refuse_others(&[
        (
            said.key.as_ref().is_some_and(|key| !key.is_empty()),
            "event source mappings with a KMSKeyArn",
        ),
        (
            said.logging.is_some(),
            "event source mappings with a LoggingConfig",
        ),
        (
            said.pollers.as_ref().is_some_and(|said| {
                said.minimum_pollers.is_some()
                    || said.maximum_pollers.is_some()
                    || said.poller_group_name.is_some()
            }),
            "event source mappings with a ProvisionedPollerConfig",
        ),
        (
            said.access
                .as_ref()
                .is_some_and(|access| !access.is_empty()),
            "event source mappings with SourceAccessConfigurations",
        ),
    ])
}

fn unsupported(name: &str) -> AwsError {
    errors::invalid(format!(
        "Unsupported {name} parameter for given event source mapping type."
    ))
}

fn of_queue(mapping: &mut Mapping, said: Said) -> Result<(), AwsError> {
    for (is, name) in [
        (said.lanes.is_some(), "ParallelizationFactor"),
        (said.destinations.is_some(), "DestinationConfig"),
        (said.age.is_some(), "MaximumRecordAgeInSeconds"),
        (said.retries.is_some(), "MaximumRetryAttempts"),
        (said.halves.is_some(), "BisectBatchOnFunctionError"),
        (said.tumbling.is_some(), "TumblingWindowInSeconds"),
    ] {
        if is {
            return Err(unsupported(name));
        }
    }
    if let Some(scaling) = said.scaling {
        mapping.concurrency = scaling.maximum_concurrency;
    }
    if mapping.source.ends_with(".fifo") {
        if mapping.window > 0 {
            return Err(errors::invalid(
                "Batching window is not supported for FIFO queues.",
            ));
        }
        if mapping.size > limits::QUEUE_BATCH {
            return Err(errors::above(
                mapping.size,
                "batchSize",
                limits::QUEUE_BATCH,
            ));
        }
    }
    if mapping.size > limits::QUEUE_BATCH && mapping.window == 0 {
        return Err(errors::invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is \
             greater than 10",
        ));
    }
    Ok(())
}

fn of_stream(mut reading: Reading, window: i64, said: Said) -> Result<Reading, AwsError> {
    if said.scaling.is_some() {
        return Err(unsupported("ScalingConfig"));
    }
    if let Some(lanes) = said.lanes {
        reading.lanes = u8::try_from(lanes).unwrap_or(1);
    }
    if let Some(said) = said.destinations {
        reading.on_failure = destination(said)?;
    }
    reading.retries = said.retries.unwrap_or(reading.retries);
    reading.halves = said.halves.unwrap_or(reading.halves);
    reading.tumbling = said.tumbling.unwrap_or(reading.tumbling);
    reading.age = said.age.unwrap_or(reading.age);
    if (0..60).contains(&reading.age) {
        return Err(errors::violation(
            reading.age,
            "maximumRecordAgeInSeconds",
            "Member must have value greater than or equal to 60",
        ));
    }
    if reading.tumbling > 0 && window > 0 {
        // Both say when a batch ends.
        return Err(errors::invalid(
            "MaximumBatchingWindowInSeconds is not supported with TumblingWindowInSeconds.",
        ));
    }
    Ok(reading)
}

fn destination(said: DestinationConfig) -> Result<Option<String>, AwsError> {
    if said.on_success.is_some_and(|to| to.destination.is_some()) {
        return Err(errors::invalid(
            "OnSuccess destinations are not supported for event source mappings.",
        ));
    }
    let to = said.on_failure.and_then(|to| to.destination);
    let Some(to) = to.filter(|to| !to.is_empty()) else {
        return Ok(None);
    };
    let arn = Arn::read(&to);
    let fits = arn.is_some_and(|arn| matches!(arn.service, "sqs" | "sns" | "s3") && !arn.is_fifo());
    match fits {
        true => Ok(Some(to)),
        false if to.starts_with("kafka://") => {
            Err(AwsError::not_implemented("topics of Kafka as destinations"))
        }
        false => Err(errors::invalid(format!(
            "The destination ARN {to} is invalid."
        ))),
    }
}

fn filters(criteria: &FilterCriteria, mapping: &Mapping) -> Result<Vec<String>, AwsError> {
    let filters = criteria.filters.iter().flatten();
    let patterns: Vec<String> = filters
        .filter_map(|filter| filter.pattern.clone())
        .collect();
    if patterns.len() > limits::FILTERS {
        return Err(errors::invalid(format!(
            "Filter criteria must have at most {} filters.",
            limits::FILTERS
        )));
    }
    let is_of_kinesis = Arn::read(&mapping.source).is_some_and(|arn| arn.service == "kinesis");
    for pattern in &patterns {
        let read: Json = serde_json::from_str(pattern).unwrap_or_default();
        // Data of Kinesis are no plain texts.
        let fits = !is_of_kinesis || read["data"].is_null() || read["data"].is_object();
        if !fits || Pattern::parse(pattern).is_err() {
            return Err(errors::invalid("Invalid filter pattern definition."));
        }
    }
    Ok(patterns)
}
