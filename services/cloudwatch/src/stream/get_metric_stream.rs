//! GetMetricStream.

use super::row::{Statistics, arn, find};
use crate::errors;
use crate::shapes::{
    GetMetricStreamInput, GetMetricStreamOutput, MetricStreamStatisticsConfiguration,
    MetricStreamStatisticsMetric,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetMetricStreamInput) -> Result<GetMetricStreamOutput, AwsError> {
    let found = find(cx, &input.name)?;
    let stream = found.ok_or_else(|| errors::no_stream(&input.name))?;
    let [include_filters, exclude_filters] = stream.filters.shown();
    let statistics = stream.statistics.iter().map(shown).collect::<Vec<_>>();
    Ok(GetMetricStreamOutput {
        arn: Some(arn(cx, &stream.name)),
        state: Some(stream.state().to_owned()),
        name: Some(stream.name),
        include_filters,
        exclude_filters,
        firehose_arn: Some(stream.firehose),
        role_arn: Some(stream.role),
        creation_date: Some(stream.created),
        last_update_date: Some(stream.updated),
        output_format: Some("json".to_owned()),
        statistics_configurations: (!statistics.is_empty()).then_some(statistics),
        include_linked_accounts_metrics: Some(false),
    })
}

fn shown(statistics: &Statistics) -> MetricStreamStatisticsConfiguration {
    let metrics = statistics.metrics.iter();
    let metrics = metrics.map(|(namespace, name)| MetricStreamStatisticsMetric {
        namespace: namespace.clone(),
        metric_name: name.clone(),
    });
    MetricStreamStatisticsConfiguration {
        include_metrics: metrics.collect(),
        additional_statistics: statistics.names.clone(),
    }
}
