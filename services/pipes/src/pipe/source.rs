//! What a pipe reads from, as requests say it and answers show it.

use super::answer::time;
use super::kind;
use super::row::{Batching, Feed, Pipe, Position, Source};
use crate::shapes::{
    DeadLetterConfig, Filter, FilterCriteria, PipeSourceDynamoDBStreamParameters,
    PipeSourceKinesisStreamParameters, PipeSourceParameters, PipeSourceSqsQueueParameters,
    UpdatePipeSourceDynamoDBStreamParameters, UpdatePipeSourceKinesisStreamParameters,
    UpdatePipeSourceParameters,
};
use crate::{errors, limits};
use haneul_pattern::Pattern;
use haneul_pipeline::{Arn, AwsError, Cx};

const KINESIS: &str = "SourceParameters.KinesisStreamParameters";
const TABLE: &str = "SourceParameters.DynamoDBStreamParameters";
const SQS: &str = "SourceParameters.SqsQueueParameters";

/// What may be said of sources that there are not, in either of two shapes.
macro_rules! others {
    ($said:expr) => {
        &[
            (
                "ActiveMQBrokerParameters",
                $said.active_mq_broker_parameters.is_some(),
            ),
            (
                "RabbitMQBrokerParameters",
                $said.rabbit_mq_broker_parameters.is_some(),
            ),
            (
                "ManagedStreamingKafkaParameters",
                $said.managed_streaming_kafka_parameters.is_some(),
            ),
            (
                "SelfManagedKafkaParameters",
                $said.self_managed_kafka_parameters.is_some(),
            ),
        ]
    };
}

pub fn read(
    cx: &Cx,
    arn: &str,
    said: Option<PipeSourceParameters>,
    most: Option<usize>,
) -> Result<Source, AwsError> {
    let parts = known(arn)?;
    if (parts.account, parts.region) != (cx.account(), cx.region()) {
        return Err(AwsError::not_implemented(
            "pipes' sources of other accounts and Regions",
        ));
    }
    let said = said.unwrap_or_default();
    refuse_others(others!(said))?;
    let feed = match parts.service {
        "sqs" => {
            must_not(KINESIS, said.kinesis_stream_parameters.is_some())?;
            must_not(TABLE, said.dynamo_db_stream_parameters.is_some())?;
            queue(&parts, said.sqs_queue_parameters.unwrap_or_default())?
        }
        "dynamodb" => {
            must_not(SQS, said.sqs_queue_parameters.is_some())?;
            must_not(KINESIS, said.kinesis_stream_parameters.is_some())?;
            let said = said.dynamo_db_stream_parameters;
            let said = said.ok_or_else(|| errors::missing(TABLE))?;
            stream(cx.now().as_microsecond(), of_table(said), most)?
        }
        _ => {
            must_not(SQS, said.sqs_queue_parameters.is_some())?;
            must_not(TABLE, said.dynamo_db_stream_parameters.is_some())?;
            let said = said.kinesis_stream_parameters;
            let said = said.ok_or_else(|| errors::missing(KINESIS))?;
            stream(cx.now().as_microsecond(), said, most)?
        }
    };
    Ok(Source {
        arn: arn.to_owned(),
        filters: filters(said.filter_criteria)?,
        feed,
    })
}

pub fn update(pipe: &mut Pipe, said: Option<UpdatePipeSourceParameters>) -> Result<(), AwsError> {
    let Some(said) = said else {
        return Ok(());
    };
    refuse_others(others!(said))?;
    if said.filter_criteria.is_some() {
        pipe.source.filters = filters(said.filter_criteria)?;
    }
    let parts = known(&pipe.source.arn)?;
    let changed = match &pipe.source.feed {
        Feed::Queue(_) => {
            must_not(KINESIS, said.kinesis_stream_parameters.is_some())?;
            must_not(TABLE, said.dynamo_db_stream_parameters.is_some())?;
            let said = said.sqs_queue_parameters;
            let said = said.map(|said| PipeSourceSqsQueueParameters {
                batch_size: said.batch_size,
                maximum_batching_window_in_seconds: said.maximum_batching_window_in_seconds,
            });
            said.map(|said| queue(&parts, said)).transpose()?
        }
        Feed::Stream(_, position) => {
            must_not(SQS, said.sqs_queue_parameters.is_some())?;
            let (wrong, is_given) = match parts.service {
                "dynamodb" => (KINESIS, said.kinesis_stream_parameters.is_some()),
                _ => (TABLE, said.dynamo_db_stream_parameters.is_some()),
            };
            must_not(wrong, is_given)?;
            let of_table = said.dynamo_db_stream_parameters.map(updated);
            let said = said.kinesis_stream_parameters.or(of_table);
            let said = said.map(|said| PipeSourceKinesisStreamParameters {
                batch_size: said.batch_size,
                dead_letter_config: said.dead_letter_config,
                on_partial_batch_item_failure: said.on_partial_batch_item_failure,
                maximum_batching_window_in_seconds: said.maximum_batching_window_in_seconds,
                maximum_record_age_in_seconds: said.maximum_record_age_in_seconds,
                maximum_retry_attempts: said.maximum_retry_attempts,
                parallelization_factor: said.parallelization_factor,
                starting_position: position.start.clone(),
                starting_position_timestamp: (position.start == "AT_TIMESTAMP")
                    .then(|| time(position.since)),
            });
            let since = position.since;
            let enrichment = pipe.enrichment.as_ref().map(|e| e.arn.as_str());
            let most = kind::most(&pipe.target.arn, enrichment);
            said.map(|said| stream(since, said, most)).transpose()?
        }
    };
    if let Some(feed) = changed {
        pipe.source.feed = feed;
    }
    Ok(())
}

/// Queues and streams; what else there is on AWS is refused by name.
fn known(arn: &str) -> Result<Arn<'_>, AwsError> {
    if arn.starts_with("smk://") {
        return Err(AwsError::not_implemented(
            "pipes' sources of self-managed Apache Kafka",
        ));
    }
    let wrong = || errors::field("Source", "Invalid source ARN.");
    let parts = Arn::read(arn).ok_or_else(wrong)?;
    match parts.service {
        "sqs" => Ok(parts),
        "kinesis" if parts.resource.contains("/consumer/") => Err(AwsError::not_implemented(
            "pipes' sources of consumers with enhanced fan-out",
        )),
        "kinesis" if parts.resource.starts_with("stream/") => Ok(parts),
        "dynamodb" if parts.resource.contains("/stream/") => Ok(parts),
        "kafka" | "mq" => Err(AwsError::not_implemented(format_args!(
            "pipes' sources of {}",
            parts.service
        ))),
        _ => Err(wrong()),
    }
}

fn refuse_others(given: &[(&str, bool)]) -> Result<(), AwsError> {
    match given.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(AwsError::not_implemented(format_args!(
            "pipes' sources with {name}"
        ))),
        None => Ok(()),
    }
}

/// Parameters of a source that it is not.
fn must_not(name: &str, given: bool) -> Result<(), AwsError> {
    match given {
        true => Err(errors::field(
            name,
            "The parameter is not supported for this source.",
        )),
        false => Ok(()),
    }
}

fn queue(parts: &Arn<'_>, said: PipeSourceSqsQueueParameters) -> Result<Feed, AwsError> {
    let batching = Batching {
        size: said.batch_size.unwrap_or(limits::QUEUE_BATCH),
        window: said.maximum_batching_window_in_seconds.unwrap_or(0),
    };
    if parts.is_fifo() && batching.window > 0 {
        return Err(errors::field(
            "MaximumBatchingWindowInSeconds",
            "MaximumBatchingWindowInSeconds is not supported for FIFO queues.",
        ));
    }
    if batching.size > limits::RECEIVED && (parts.is_fifo() || batching.window == 0) {
        let message = match parts.is_fifo() {
            true => "BatchSize must be at most 10 for FIFO queues.",
            false => {
                "MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is more than 10."
            }
        };
        return Err(errors::field("BatchSize", message));
    }
    Ok(Feed::Queue(batching))
}

fn stream(
    since: i64,
    said: PipeSourceKinesisStreamParameters,
    most: Option<usize>,
) -> Result<Feed, AwsError> {
    if said.parallelization_factor.is_some_and(|factor| factor > 1) {
        return Err(AwsError::not_implemented(
            "pipes' sources with a ParallelizationFactor of more than 1",
        ));
    }
    let most = most.map_or(limits::STREAM_BATCH, |most| most as i64);
    let batching = Batching {
        size: said.batch_size.unwrap_or(limits::STREAM_BATCH.min(most)),
        window: said.maximum_batching_window_in_seconds.unwrap_or(0),
    };
    let age = said.maximum_record_age_in_seconds;
    let oldest = age.filter(|age| *age != -1);
    let mut wrong = Vec::new();
    if oldest.is_some_and(|age| age < 60) {
        wrong.push((
            "MaximumRecordAgeInSeconds",
            "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
        ));
    }
    if oldest.is_some_and(|age| batching.window >= age) {
        wrong.push((
            "MaximumBatchingWindowInSeconds",
            "MaximumBatchingWindowInSeconds must be less than MaximumRecordAgeInSeconds.",
        ));
    }
    if !wrong.is_empty() {
        return Err(errors::fields(&wrong));
    }
    let at = said.starting_position_timestamp;
    let since = match (said.starting_position.as_str(), at) {
        ("AT_TIMESTAMP", Some(at)) => at.as_microsecond(),
        ("AT_TIMESTAMP", None) => {
            let name = format!("{KINESIS}.StartingPositionTimestamp");
            return Err(errors::missing(&name));
        }
        (_, Some(_)) => {
            return Err(errors::field(
                &format!("{KINESIS}.StartingPositionTimestamp"),
                "StartingPositionTimestamp is only supported with the StartingPosition AT_TIMESTAMP.",
            ));
        }
        (_, None) => since,
    };
    Ok(Feed::Stream(
        batching,
        Position {
            start: said.starting_position,
            since,
            age,
            retries: said.maximum_retry_attempts,
            dead_letter: dead_letter(said.dead_letter_config)?,
            parallel: said.parallelization_factor,
            halved: said.on_partial_batch_item_failure.is_some(),
        },
    ))
}

/// Streams of tables are read as those of Kinesis are.
fn of_table(said: PipeSourceDynamoDBStreamParameters) -> PipeSourceKinesisStreamParameters {
    PipeSourceKinesisStreamParameters {
        batch_size: said.batch_size,
        dead_letter_config: said.dead_letter_config,
        on_partial_batch_item_failure: said.on_partial_batch_item_failure,
        maximum_batching_window_in_seconds: said.maximum_batching_window_in_seconds,
        maximum_record_age_in_seconds: said.maximum_record_age_in_seconds,
        maximum_retry_attempts: said.maximum_retry_attempts,
        parallelization_factor: said.parallelization_factor,
        starting_position: said.starting_position,
        starting_position_timestamp: None,
    }
}

fn updated(
    said: UpdatePipeSourceDynamoDBStreamParameters,
) -> UpdatePipeSourceKinesisStreamParameters {
    UpdatePipeSourceKinesisStreamParameters {
        batch_size: said.batch_size,
        dead_letter_config: said.dead_letter_config,
        on_partial_batch_item_failure: said.on_partial_batch_item_failure,
        maximum_batching_window_in_seconds: said.maximum_batching_window_in_seconds,
        maximum_record_age_in_seconds: said.maximum_record_age_in_seconds,
        maximum_retry_attempts: said.maximum_retry_attempts,
        parallelization_factor: said.parallelization_factor,
    }
}

fn dead_letter(said: Option<DeadLetterConfig>) -> Result<Option<String>, AwsError> {
    let Some(arn) = said.and_then(|said| said.arn) else {
        return Ok(None);
    };
    let fits = Arn::read(&arn)
        .is_some_and(|parts| matches!(parts.service, "sqs" | "sns") && !parts.is_fifo());
    match fits {
        true => Ok(Some(arn)),
        false => Err(errors::field(
            "DeadLetterConfig.Arn",
            "The dead-letter target must be a standard Amazon SQS queue or a standard Amazon SNS topic.",
        )),
    }
}

fn filters(said: Option<FilterCriteria>) -> Result<Vec<String>, AwsError> {
    let filters = said.and_then(|said| said.filters).unwrap_or_default();
    let patterns: Vec<String> = filters.into_iter().filter_map(|f| f.pattern).collect();
    for pattern in &patterns {
        if let Err(why) = Pattern::parse(pattern) {
            let why = format!("Event pattern is not valid. Reason: {why}");
            return Err(errors::field("SourceParameters.FilterCriteria", &why));
        }
    }
    Ok(patterns)
}

pub fn shown(source: &Source) -> PipeSourceParameters {
    let filters = source.filters.iter().map(|pattern| Filter {
        pattern: Some(pattern.clone()),
    });
    let filters: Vec<Filter> = filters.collect();
    let mut shown = PipeSourceParameters {
        filter_criteria: (!filters.is_empty()).then_some(FilterCriteria {
            filters: Some(filters),
        }),
        ..PipeSourceParameters::default()
    };
    match &source.feed {
        Feed::Queue(batching) => {
            shown.sqs_queue_parameters = Some(PipeSourceSqsQueueParameters {
                batch_size: Some(batching.size),
                maximum_batching_window_in_seconds: shown_window(batching),
            });
        }
        Feed::Stream(batching, position) => {
            let stream = shown_stream(batching, position);
            match Arn::read(&source.arn).is_some_and(|parts| parts.service == "dynamodb") {
                true => shown.dynamo_db_stream_parameters = Some(shown_of_table(stream)),
                false => shown.kinesis_stream_parameters = Some(stream),
            }
        }
    }
    shown
}

fn shown_window(batching: &Batching) -> Option<i64> {
    Some(batching.window).filter(|window| *window > 0)
}

fn shown_stream(batching: &Batching, position: &Position) -> PipeSourceKinesisStreamParameters {
    PipeSourceKinesisStreamParameters {
        batch_size: Some(batching.size),
        dead_letter_config: position
            .dead_letter
            .clone()
            .map(|arn| DeadLetterConfig { arn: Some(arn) }),
        on_partial_batch_item_failure: position.halved.then(|| "AUTOMATIC_BISECT".to_owned()),
        maximum_batching_window_in_seconds: shown_window(batching),
        maximum_record_age_in_seconds: position.age,
        maximum_retry_attempts: position.retries,
        parallelization_factor: position.parallel,
        starting_position: position.start.clone(),
        starting_position_timestamp: (position.start == "AT_TIMESTAMP")
            .then(|| time(position.since)),
    }
}

fn shown_of_table(shown: PipeSourceKinesisStreamParameters) -> PipeSourceDynamoDBStreamParameters {
    PipeSourceDynamoDBStreamParameters {
        batch_size: shown.batch_size,
        dead_letter_config: shown.dead_letter_config,
        on_partial_batch_item_failure: shown.on_partial_batch_item_failure,
        maximum_batching_window_in_seconds: shown.maximum_batching_window_in_seconds,
        maximum_record_age_in_seconds: shown.maximum_record_age_in_seconds,
        maximum_retry_attempts: shown.maximum_retry_attempts,
        parallelization_factor: shown.parallelization_factor,
        starting_position: shown.starting_position,
    }
}
