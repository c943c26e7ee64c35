//! What metric filters count in a batch goes to CloudWatch, where there is one: by the outbox, in
//! the transaction of the put.

use crate::event::add::Added;
use crate::group::row::Group;
use crate::metric::row::{METRICS, Metric};
use crate::place;
use haneul_logpattern::Filter;
use haneul_pipeline::{AwsError, Cx, put_metric_data};
use haneul_store::Span;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Values of one datum.
const VALUES: usize = 150;

/// Data of one call.
const AT_ONCE: usize = 500;

pub fn emit(cx: &mut Cx, group: &Group, added: &[Added<'_>]) -> Result<(), AwsError> {
    let (scope, span) = (cx.scope(), Span::prefix(&(group.id,)));
    for (_, metric) in METRICS.scan(cx.tx, scope, span, usize::MAX, false)? {
        let Ok(filter) = Filter::parse(&metric.pattern) else {
            continue;
        };
        let data = data(&metric, &filter, added);
        send(cx, group, &metric.namespace, &data)?;
    }
    Ok(())
}

/// The service says it itself, as services say what they measure.
pub fn send(cx: &mut Cx, group: &Group, namespace: &str, data: &[Json]) -> Result<(), AwsError> {
    for some in data.chunks(AT_ONCE) {
        let input = json!({"Namespace": namespace, "MetricData": some});
        let source = place::group_arn(cx, &group.name);
        let call = put_metric_data(cx.scope(), "logs.amazonaws.com", source, input);
        cx.send(&call)?;
    }
    Ok(())
}

/// Data by minute and dimensions: each value with how often it was there.
fn data(metric: &Metric, filter: &Filter, added: &[Added<'_>]) -> Vec<Json> {
    let mut found: BTreeMap<(u64, Vec<String>), BTreeMap<String, u64>> = BTreeMap::new();
    for event in added {
        let (minute, line) = (event.event.at / 60_000, event.event.message.as_str());
        let fits = filter.matches(line);
        let value = match (fits, metric.value.starts_with('$')) {
            (true, true) => filter.value(line, &metric.value),
            (true, false) => Some(metric.value.clone()),
            (false, _) => None,
        };
        let value = value.filter(|value| value.parse::<f64>().is_ok_and(f64::is_finite));
        let default = metric.default.map(|default| default.to_string());
        let Some(value) = value.or(default) else {
            continue;
        };
        let dimensions = metric.dimensions.iter();
        let dimensions: Option<Vec<String>> = dimensions
            .map(|(_, field)| filter.value(line, field))
            .collect();
        // An event without one of the dimensions counts in none.
        let Some(dimensions) = dimensions else {
            continue;
        };
        *found
            .entry((minute, dimensions))
            .or_default()
            .entry(value)
            .or_default() += 1;
    }
    found
        .into_iter()
        .flat_map(|((minute, dimensions), values)| {
            let values: Vec<(String, u64)> = values.into_iter().collect();
            let parts = values
                .chunks(VALUES)
                .map(|part| datum(metric, minute, &dimensions, part));
            parts.collect::<Vec<_>>()
        })
        .collect()
}

fn datum(metric: &Metric, minute: u64, dimensions: &[String], values: &[(String, u64)]) -> Json {
    let names = metric.dimensions.iter().map(|(name, _)| name);
    let dimensions = names.zip(dimensions);
    let dimensions = dimensions.map(|(name, value)| json!({"Name": name, "Value": value}));
    let mut datum = json!({
        "MetricName": metric.metric,
        "Dimensions": dimensions.collect::<Vec<_>>(),
        "Timestamp": minute * 60,
        "Values": values.iter().map(|(v, _)| v.parse().unwrap_or(0.0)).collect::<Vec<f64>>(),
        "Counts": values.iter().map(|(_, count)| *count as f64).collect::<Vec<f64>>(),
    });
    if let Some(unit) = &metric.unit {
        datum["Unit"] = json!(unit);
    }
    datum
}
