//! PutMetricStream: a new one runs, one that is there goes on as it does.

use super::PRINCIPAL;
use super::filter::Filters;
use super::row::{Statistics, Stream, arn, destination, find, save};
use crate::shapes::{
    MetricStreamStatisticsConfiguration, PutMetricStreamInput, PutMetricStreamOutput,
};
use crate::{errors, tag};
use haneul_metric::Stat;
use haneul_pipeline::{AwsError, Check, Cx};

/// Metrics of one configuration of statistics, and statistics.
const METRICS: usize = 100;
const STATISTICS: usize = 20;

pub fn run(cx: &mut Cx, input: PutMetricStreamInput) -> Result<PutMetricStreamOutput, AwsError> {
    check_format(&input.output_format)?;
    if input.include_linked_accounts_metrics == Some(true) {
        return Err(AwsError::not_implemented(
            "PutMetricStream's IncludeLinkedAccountsMetrics",
        ));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !input.name.chars().all(plain) {
        return Err(errors::bad_value(&input.name, "Name"));
    }
    if destination(&input.firehose_arn).is_none_or(|(account, _, _)| account != cx.account()) {
        return Err(errors::bad_value(&input.firehose_arn, "FirehoseArn"));
    }
    if !cx.cloud.has("firehose", "PutRecord") {
        return Err(AwsError::not_implemented("metric streams without Firehose"));
    }
    if let Some(denied) = cx.ask(Check::pass_role(&input.role_arn, PRINCIPAL))? {
        return Err(errors::denied(denied));
    }
    let filters = Filters::of(input.include_filters, input.exclude_filters)?;
    let statistics = statistics(input.statistics_configurations.unwrap_or_default())?;
    let (now, before) = (cx.now(), find(cx, &input.name)?);
    let tags = match &before {
        // Those of one that is there are changed by TagResource.
        Some(before) => before.tags.clone(),
        None => tag::of_input(input.tags)?,
    };
    let stream = Stream {
        id: before
            .as_ref()
            .map_or_else(|| cx.random().u64(), |known| known.id),
        running: before.as_ref().is_none_or(|known| known.running),
        created: before.map_or(now, |known| known.created),
        name: input.name,
        firehose: input.firehose_arn,
        role: input.role_arn,
        filters,
        statistics,
        updated: now,
        tags,
    };
    save(cx, &stream)?;
    Ok(PutMetricStreamOutput {
        arn: Some(arn(cx, &stream.name)),
    })
}

fn check_format(name: &str) -> Result<(), AwsError> {
    match name {
        "json" => Ok(()),
        "opentelemetry0.7" | "opentelemetry1.0" => Err(AwsError::not_implemented(
            "metric streams in the formats of OpenTelemetry",
        )),
        other => Err(errors::bad_value(other, "OutputFormat")),
    }
}

fn statistics(
    given: Vec<MetricStreamStatisticsConfiguration>,
) -> Result<Vec<Statistics>, AwsError> {
    let path = "StatisticsConfigurations";
    if given.len() > METRICS {
        return Err(too_many(path, METRICS));
    }
    let mut all = Vec::with_capacity(given.len());
    for one in given {
        if one.include_metrics.len() > METRICS {
            return Err(too_many(&format!("{path}.IncludeMetrics"), METRICS));
        }
        if one.additional_statistics.len() > STATISTICS {
            return Err(too_many(
                &format!("{path}.AdditionalStatistics"),
                STATISTICS,
            ));
        }
        let strange = |name: &&String| Stat::read(name).is_none();
        if let Some(name) = one.additional_statistics.iter().find(strange) {
            return Err(errors::bad_value(
                name,
                &format!("{path}.AdditionalStatistics"),
            ));
        }
        let metrics = one.include_metrics.into_iter();
        all.push(Statistics {
            metrics: metrics
                .map(|one| (one.namespace, one.metric_name))
                .collect(),
            names: one.additional_statistics,
        });
    }
    Ok(all)
}

fn too_many(what: &str, most: usize) -> AwsError {
    errors::value(format!(
        "The collection {what} must not have a size greater than {most}."
    ))
}
