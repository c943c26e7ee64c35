//! What CloudWatch was told, for tests of what services measure.

use crate::TestCloud;
use serde_json::{Value as Json, json};

/// What it has of a metric over a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub sum: f64,
    pub samples: f64,
    pub least: f64,
    pub most: f64,
}

/// Of the last hours, and this minute.
pub async fn measured(
    cloud: &TestCloud,
    hours: i64,
    namespace: &str,
    name: &str,
    dimensions: &[(&str, &str)],
) -> Measured {
    let now = cloud.cloud.clock.now().as_second();
    let period = if hours > 24 { 3_600 } else { 60 };
    let end = now - now.rem_euclid(period) + period;
    let dimensions = dimensions.iter();
    let dimensions = dimensions.map(|(name, value)| json!({"Name": name, "Value": value}));
    let input = json!({
        "Namespace": namespace, "MetricName": name, "Period": period,
        "Statistics": ["Sum", "SampleCount", "Minimum", "Maximum"],
        "StartTime": end - hours * 3_600, "EndTime": end,
        "Dimensions": dimensions.collect::<Vec<_>>(),
    });
    let root = cloud.root();
    let answer = root.must("cloudwatch", "GetMetricStatistics", input).await;
    let points = answer["Datapoints"].as_array().cloned().unwrap_or_default();
    let none = Measured {
        sum: 0.0,
        samples: 0.0,
        least: f64::MAX,
        most: f64::MIN,
    };
    let of = |point: &Json, name: &str| point[name].as_f64().unwrap_or(f64::NAN);
    points.iter().fold(none, |seen, point| Measured {
        sum: seen.sum + of(point, "Sum"),
        samples: seen.samples + of(point, "SampleCount"),
        least: seen.least.min(of(point, "Minimum")),
        most: seen.most.max(of(point, "Maximum")),
    })
}
