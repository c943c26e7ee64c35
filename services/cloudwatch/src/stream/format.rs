//! A data point as a line of JSON.

use super::row::Stream;
use crate::metric::unit;
use haneul_metric::Stat;
use haneul_metric::pack::Point;
use haneul_pipeline::Cx;
use serde_json::{Map, Value as Json, json};

/// Namespace, name and dimensions.
pub type Metric<'m> = (&'m str, &'m str, &'m [(String, String)]);

pub fn line(cx: &Cx, stream: &Stream, metric: Metric, point: &Point) -> String {
    let (namespace, name, dimensions) = metric;
    let dimensions: Map<String, Json> = dimensions
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    json!({
        "metric_stream_name": stream.name,
        "account_id": cx.account(),
        "region": cx.region(),
        "namespace": namespace,
        "metric_name": name,
        "dimensions": dimensions,
        "timestamp": point.at.saturating_mul(1_000),
        "value": value(stream, (namespace, name), point),
        "unit": unit::name(point.unit),
    })
    .to_string()
}

fn value(stream: &Stream, metric: (&str, &str), point: &Point) -> Json {
    let spread = &point.spread;
    let mut value = json!({
        "max": spread.max, "min": spread.min, "sum": spread.sum, "count": spread.count,
    });
    for statistics in &stream.statistics {
        let mut metrics = statistics.metrics.iter();
        if !metrics.any(|(namespace, name)| (namespace.as_str(), name.as_str()) == metric) {
            continue;
        }
        for name in &statistics.names {
            // Of sets of sums there are no others.
            if let Some(number) = Stat::read(name).and_then(|stat| stat.of(spread)) {
                value[name] = json!(number);
            }
        }
    }
    value
}
