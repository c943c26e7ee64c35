//! What metric filters count reaches CloudWatch, and what watches it there.

mod common;

use common::World;
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};
use std::sync::Arc;

async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_logs::Logs),
        ],
        Arc::new(haneul_testkit::NoIdentity),
    )
    .await;
    let world = World(haneul_testkit::World::new(cloud, "logs"));
    world.group("g", &["s"]).await;
    world
}

async fn filter(world: &World, name: &str, pattern: &str, how: Json) {
    let mut metric = json!({"metricNamespace": "App", "metricName": name});
    common::merge(&mut metric, how);
    let filter = json!({
        "logGroupName": "g", "filterName": name, "filterPattern": pattern,
        "metricTransformations": [metric]
    });
    world.ok("PutMetricFilter", filter).await;
}

/// Sums and maxima of the last minutes.
async fn measured(world: &World, name: &str, dimensions: Json) -> Json {
    let now = world.now() / 1_000;
    let ask = json!({
        "Namespace": "App", "MetricName": name, "Dimensions": dimensions,
        "StartTime": now - 600, "EndTime": now + 60, "Period": 660,
        "Statistics": ["Sum", "Maximum", "SampleCount"]
    });
    let got = world
        .client
        .must("cloudwatch", "GetMetricStatistics", ask)
        .await;
    got["Datapoints"][0].clone()
}

#[tokio::test]
async fn cwl_1_a_metric_filter_makes_an_alarm_fire() {
    let world = world().await;
    let how = json!({"metricValue": "1", "defaultValue": 0.0, "unit": "Count"});
    filter(&world, "errors", "ERROR", how).await;
    let alarm = json!({
        "AlarmName": "many", "Namespace": "App", "MetricName": "errors", "Statistic": "Sum",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 2.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"
    });
    world
        .client
        .must("cloudwatch", "PutMetricAlarm", alarm)
        .await;
    let state = async || {
        let ask = json!({"AlarmNames": ["many"]});
        let shown = world.client.must("cloudwatch", "DescribeAlarms", ask).await;
        shown["MetricAlarms"][0]["StateValue"].clone()
    };
    let now = world.now();
    world
        .put("g", "s", &[(now, "ERROR a"), (now, "fine")])
        .await;
    world.seconds(120).await;
    assert_eq!(state().await, "OK");
    let now = world.now();
    world
        .put("g", "s", &[(now, "ERROR b"), (now, "ERROR c")])
        .await;
    world.seconds(120).await;
    assert_eq!(state().await, "ALARM");
    let measured = measured(&world, "errors", json!([])).await;
    // The event that does not fit counts as the default.
    assert_eq!(
        (&measured["Sum"], &measured["SampleCount"]),
        (&json!(3.0), &json!(4.0))
    );
}

#[tokio::test]
async fn cwl_1_values_and_dimensions_are_read_out_of_events() {
    let world = world().await;
    let how =
        json!({"metricValue": "$.ms", "dimensions": {"Path": "$.path"}, "unit": "Milliseconds"});
    filter(&world, "latency", "{ $.ms > 0 }", how).await;
    let now = world.now();
    let events = [
        (now, r#"{"ms": 5, "path": "/a"}"#),
        (now, r#"{"ms": 7, "path": "/a"}"#),
        (now, r#"{"ms": 9, "path": "/b"}"#),
        (now, r#"{"ms": 11}"#),
    ];
    world.put("g", "s", &events).await;
    world.seconds(60).await;
    let of = |path: &str| json!([{"Name": "Path", "Value": path}]);
    let a = measured(&world, "latency", of("/a")).await;
    assert_eq!(
        (&a["Sum"], &a["Maximum"], &a["Unit"]),
        (&json!(12.0), &json!(7.0), &json!("Milliseconds"))
    );
    let b = measured(&world, "latency", of("/b")).await;
    assert_eq!(b["Sum"], 9.0);
}

/// A batch of more different dimensions than one call takes.
#[tokio::test]
async fn many_data_go_in_several_calls() {
    let world = world().await;
    let how = json!({"metricValue": "1", "dimensions": {"Id": "$.id"}});
    filter(&world, "seen", "{ $.id = * }", how).await;
    let now = world.now();
    let lines: Vec<String> = (0..1_200)
        .map(|n| format!("{{\"id\": \"n{n}\"}}"))
        .collect();
    let events: Vec<(i64, &str)> = lines.iter().map(|line| (now, line.as_str())).collect();
    world.put("g", "s", &events).await;
    world.seconds(60).await;
    for id in ["n0", "n600", "n1199"] {
        let one = measured(&world, "seen", json!([{"Name": "Id", "Value": id}])).await;
        assert_eq!(one["Sum"], 1.0, "{id}");
    }
}
