//! What cannot be put, by name.

use crate::cloud::{now, world};
use serde_json::{Value as Json, json};

#[tokio::test(start_paused = true)]
async fn data_that_are_refused() {
    let world = world().await;
    let now = now(&world);
    let many: Vec<Json> = (0..1_001)
        .map(|_| json!({"MetricName": "m", "Value": 1.0}))
        .collect();
    let values: Vec<f64> = vec![1.0; 151];
    let table = [
        (json!([]), "MissingRequiredParameterException"),
        (json!(many), "greater than 1000"),
        (json!([{"MetricName": "m"}]), "At least one"),
        (
            json!([{"MetricName": "m", "Value": 1.0, "Values": [1.0]}]),
            "mutually exclusive",
        ),
        (
            json!([{"MetricName": "m", "Value": 1e200}]),
            "Value is invalid",
        ),
        (
            json!([{"MetricName": "m", "Values": values}]),
            "greater than 150",
        ),
        (
            json!([{"MetricName": "m", "Values": [1.0], "Counts": [1.0, 2.0]}]),
            "same size",
        ),
        (
            json!([{"MetricName": "m", "Values": [1.0], "Counts": [-1.0]}]),
            "Counts.member.1",
        ),
        (
            json!([{"MetricName": "m", "Value": 1.0, "StorageResolution": 5}]),
            "StorageResolution",
        ),
        (
            json!([{"MetricName": "m", "Value": 1.0, "Timestamp": now - 15 * 86_400}]),
            "two weeks",
        ),
        (
            json!([{"MetricName": "m", "Value": 1.0, "Timestamp": now + 8_000}]),
            "two hours",
        ),
        (
            json!([{"MetricName": "m", "Value": 1.0, "Dimensions": [{"Name": "é", "Value": "v"}]}]),
            "Name is invalid",
        ),
        (
            json!([{"MetricName": "m", "Value": 1.0, "Dimensions": [{"Name": "a", "Value": " "}]}]),
            "Value is invalid",
        ),
        (
            json!([{"MetricName": "m", "StatisticValues": {"SampleCount": 1.0, "Sum": 1.0, "Minimum": 2.0, "Maximum": 1.0}}]),
            "Maximum",
        ),
        (
            json!([{"MetricName": "a\u{0}b", "Value": 1.0}]),
            "MetricName is invalid",
        ),
    ];
    for (data, expected) in table {
        let input = json!({"Namespace": "Mine", "MetricData": data});
        let refusal = world.refusal("PutMetricData", input).await;
        assert!(refusal.contains(expected), "{expected}: {refusal}");
    }
    let ok = json!([{"MetricName": "m", "Value": 1.0}]);
    for (input, expected) in [
        (
            json!({"Namespace": "AWS/Mine", "MetricData": ok}),
            "The value AWS/Mine for parameter Namespace is invalid.",
        ),
        (
            json!({"Namespace": "Mine", "MetricData": ok, "StrictEntityValidation": true}),
            "NotImplemented",
        ),
        (
            json!({"Namespace": "Mine", "EntityMetricData": []}),
            "NotImplemented",
        ),
    ] {
        let refusal = world.refusal("PutMetricData", input).await;
        assert!(refusal.contains(expected), "{refusal}");
    }
    for (operation, input) in [
        ("ListMetrics", json!({"IncludeLinkedAccounts": true})),
        ("ListMetrics", json!({"OwningAccount": "444455556666"})),
    ] {
        let refusal = world.refusal(operation, input).await;
        assert!(refusal.contains("NotImplemented"), "{refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn numbers_at_the_edge_are_no_accident() {
    let world = world().await;
    let far = 253_402_207_200_i64;
    for (start, end, period) in [
        (-far, far, 60),
        (0, far, 31_536_000),
        (-1, 1, 1),
        (0, 1, 86_400),
    ] {
        let input = json!({
            "Namespace": "Mine", "MetricName": "cpu", "StartTime": start, "EndTime": end,
            "Period": period, "Statistics": ["Sum"],
        });
        if let Err(error) = world.call("GetMetricStatistics", input).await {
            assert!(error.status.is_none_or(|status| status < 500), "{error}");
        }
        let input = json!({"StartTime": start, "EndTime": end, "MetricDataQueries": [
            {"Id": "a", "MetricStat": {"Period": period, "Stat": "Sum", "Metric": {"Namespace": "Mine", "MetricName": "cpu"}}, "ReturnData": false},
            {"Id": "b", "Expression": "FILL(a, 0)"}]});
        if let Err(error) = world.call("GetMetricData", input).await {
            assert!(error.status.is_none_or(|status| status < 500), "{error}");
        }
    }
}
