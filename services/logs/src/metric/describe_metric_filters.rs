//! DescribeMetricFilters: those of a group, or those of a metric in any group.

use crate::errors;
use crate::group::row as groups;
use crate::limits::LIST;
use crate::metric::row::{METRICS, Metric};
use crate::page::page;
use crate::shapes::{
    DescribeMetricFiltersRequest, DescribeMetricFiltersResponse, MetricFilter, MetricTransformation,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: DescribeMetricFiltersRequest,
) -> Result<DescribeMetricFiltersResponse, AwsError> {
    if input.metric_name.is_some() != input.metric_namespace.is_some() {
        return Err(errors::parameter(
            "metricName and metricNamespace must be specified together.",
        ));
    }
    let group = match &input.log_group_name {
        Some(name) => Some(groups::at(cx, name)?),
        None => None,
    };
    let page = page(input.limit, input.next_token.as_deref(), LIST)?;
    let prefix = input.filter_name_prefix.unwrap_or_default();
    let scope = cx.scope();
    // A page goes on behind the whole key, which is written as one text.
    let (rows, next_token) = page.fill(
        |after, most| {
            let mut span = match &group {
                Some(group) => Span::starts_with(&(group.id,), &prefix),
                None => Span::all(),
            };
            if let Some((id, name)) = after.and_then(|after| after.split_once('/')) {
                let id = u64::from_str_radix(id, 16).map_err(|_| errors::next_token())?;
                span = span.after(&(id, name));
            }
            let rows = METRICS.scan(cx.tx, scope, span, most, false)?;
            let named = rows.into_iter();
            Ok(named
                .map(|((id, name), row)| (format!("{id:016x}/{name}"), row))
                .collect())
        },
        |row| {
            row.name.starts_with(&prefix)
                && input.metric_name.as_ref().is_none_or(|m| *m == row.metric)
                && input
                    .metric_namespace
                    .as_ref()
                    .is_none_or(|n| *n == row.namespace)
        },
    )?;
    Ok(DescribeMetricFiltersResponse {
        metric_filters: Some(rows.into_iter().map(show).collect()),
        next_token,
    })
}

fn show(row: Metric) -> MetricFilter {
    let dimensions = (!row.dimensions.is_empty()).then_some(row.dimensions);
    let transformation = MetricTransformation {
        metric_name: row.metric,
        metric_namespace: row.namespace,
        metric_value: row.value,
        default_value: row.default,
        dimensions,
        unit: row.unit,
    };
    MetricFilter {
        filter_name: Some(row.name),
        filter_pattern: Some(row.pattern),
        metric_transformations: Some(vec![transformation]),
        creation_time: Some(row.created),
        log_group_name: Some(row.group),
        apply_on_transformed_logs: Some(false),
        ..MetricFilter::default()
    }
}
