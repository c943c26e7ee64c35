//! A mapping, as calls show it.

use super::row::{Mapping, Reading, flow};
use crate::shapes::{
    DestinationConfig, EventSourceMappingConfiguration, EventSourceMappingMetricsConfig, Filter,
    FilterCriteria, OnFailure, ScalingConfig,
};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn mapping(
    cx: &mut Cx,
    mapping: &Mapping,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let filters = mapping.filters.iter().map(|pattern| Filter {
        pattern: Some(pattern.clone()),
    });
    let filters: Vec<Filter> = filters.collect();
    let shown = EventSourceMappingConfiguration {
        uuid: Some(mapping.uuid.clone()),
        event_source_mapping_arn: Some(mapping.arn(cx)),
        event_source_arn: Some(mapping.source.clone()),
        function_arn: Some(mapping.named(cx.account()).arn(cx)),
        state: Some(mapping.state.clone()),
        last_modified: Timestamp::from_microsecond(mapping.modified).ok(),
        batch_size: Some(mapping.size),
        maximum_batching_window_in_seconds: Some(mapping.window),
        filter_criteria: (!filters.is_empty()).then_some(FilterCriteria {
            filters: Some(filters),
        }),
        function_response_types: Some(match mapping.partial {
            true => vec!["ReportBatchItemFailures".to_owned()],
            false => Vec::new(),
        }),
        scaling_config: mapping.concurrency.map(|most| ScalingConfig {
            maximum_concurrency: Some(most),
        }),
        metrics_config: mapping.metrics.then(|| EventSourceMappingMetricsConfig {
            metrics: Some(vec!["EventCount".to_owned()]),
        }),
        state_transition_reason: Some("USER_INITIATED".to_owned()),
        ..EventSourceMappingConfiguration::default()
    };
    match &mapping.stream {
        None => Ok(shown),
        Some(reading) => {
            let result = flow(cx, &mapping.uuid)?.result;
            Ok(with_stream(shown, reading, result))
        }
    }
}

fn with_stream(
    shown: EventSourceMappingConfiguration,
    reading: &Reading,
    result: Option<String>,
) -> EventSourceMappingConfiguration {
    let since = Timestamp::from_microsecond(reading.since).ok();
    EventSourceMappingConfiguration {
        starting_position: Some(reading.start.clone()),
        starting_position_timestamp: since.filter(|_| reading.start == "AT_TIMESTAMP"),
        maximum_record_age_in_seconds: Some(reading.age),
        maximum_retry_attempts: Some(reading.retries),
        bisect_batch_on_function_error: Some(reading.halves),
        parallelization_factor: Some(i64::from(reading.lanes)),
        tumbling_window_in_seconds: Some(reading.tumbling),
        destination_config: Some(DestinationConfig {
            on_success: None,
            on_failure: Some(OnFailure {
                destination: reading.on_failure.clone(),
            }),
        }),
        last_processing_result: Some(result.unwrap_or_else(|| "No records processed".to_owned())),
        state_transition_reason: Some("User action".to_owned()),
        ..shown
    }
}
