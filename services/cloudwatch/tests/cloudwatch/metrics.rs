//! What is put, listed and kept.

use crate::cloud::{now, put, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

async fn statistics(world: &World, start: i64, end: i64, period: i64) -> Vec<Json> {
    let input = json!({
        "Namespace": "Mine", "MetricName": "cpu", "StartTime": start, "EndTime": end,
        "Period": period, "Statistics": ["SampleCount", "Sum", "Minimum", "Maximum", "Average"],
        "ExtendedStatistics": ["p50", "TM(10%:90%)"],
    });
    let answer = world.ok("GetMetricStatistics", input).await;
    answer["Datapoints"].as_array().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn cwt_1_what_is_put_is_counted() {
    let world = world().await;
    let start = now(&world);
    let data = json!([
        {"MetricName": "cpu", "Value": 1.0},
        {"MetricName": "cpu", "Values": [2.0, 3.0], "Counts": [2.0, 1.0], "Timestamp": start + 1},
        {"MetricName": "cpu", "Value": 9.0, "Timestamp": start + 61},
    ]);
    world
        .ok(
            "PutMetricData",
            json!({"Namespace": "Mine", "MetricData": data}),
        )
        .await;
    for _ in 0..2 {
        let points = statistics(&world, start, start + 120, 60).await;
        assert_eq!(points.len(), 2, "{points:?}");
        let first = &points[0];
        assert_eq!(
            (&first["SampleCount"], &first["Sum"]),
            (&json!(4.0), &json!(8.0))
        );
        assert_eq!(
            (&first["Minimum"], &first["Maximum"]),
            (&json!(1.0), &json!(3.0))
        );
        assert_eq!(first["Average"], json!(2.0));
        assert_eq!(first["ExtendedStatistics"]["p50"], json!(2.0));
        assert_eq!(first["Unit"], json!("None"));
        assert_eq!(points[1]["Sum"], json!(9.0));
        // The same after the small rows were put together.
        world.seconds(400).await;
    }
}

#[tokio::test(start_paused = true)]
async fn points_are_kept_in_ever_larger_steps() {
    let world = world().await;
    let start = now(&world);
    let data = json!([
        {"MetricName": "cpu", "Value": 1.0, "StorageResolution": 1, "Timestamp": start},
        {"MetricName": "cpu", "Value": 2.0, "StorageResolution": 1, "Timestamp": start + 1},
        {"MetricName": "cpu", "Value": 4.0, "Timestamp": start + 60},
    ]);
    world
        .ok(
            "PutMetricData",
            json!({"Namespace": "Mine", "MetricData": data}),
        )
        .await;
    let count = |points: Vec<Json>| points.len();
    assert_eq!(count(statistics(&world, start, start + 60, 1).await), 2);
    assert_eq!(count(statistics(&world, start, start + 120, 60).await), 2);
    world.seconds(3 * 3_600 + 60).await;
    assert_eq!(count(statistics(&world, start, start + 60, 1).await), 0);
    assert_eq!(count(statistics(&world, start, start + 120, 60).await), 2);
    world.seconds(15 * 86_400).await;
    assert_eq!(count(statistics(&world, start, start + 120, 60).await), 0);
    let from = start - start.rem_euclid(300);
    let points = statistics(&world, from, from + 600, 300).await;
    let sum: f64 = points
        .iter()
        .map(|point| point["Sum"].as_f64().unwrap())
        .sum();
    assert_eq!(sum, 7.0);
    world.seconds(48 * 86_400).await;
    assert_eq!(count(statistics(&world, from, from + 600, 300).await), 0);
    let from = start - start.rem_euclid(3_600);
    let points = statistics(&world, from, from + 7_200, 3_600).await;
    assert_eq!(
        points[0]["SampleCount"].as_f64().unwrap()
            + points
                .get(1)
                .map_or(0.0, |p| p["SampleCount"].as_f64().unwrap()),
        3.0
    );
    world.seconds(393 * 86_400).await;
    assert_eq!(
        count(statistics(&world, from, from + 7_200, 3_600).await),
        0
    );
}

#[tokio::test(start_paused = true)]
async fn metrics_are_listed_while_they_are_used() {
    let world = world().await;
    for (name, host) in [("cpu", "a"), ("cpu", "b"), ("disk", "a")] {
        let datum = json!({"MetricName": name, "Value": 1.0, "Dimensions": [{"Name": "host", "Value": host}]});
        world
            .ok(
                "PutMetricData",
                json!({"Namespace": "Mine", "MetricData": [datum]}),
            )
            .await;
    }
    let list = async |input: Json| {
        world.ok("ListMetrics", input).await["Metrics"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(list(json!({})).await, 3);
    assert_eq!(
        list(json!({"Namespace": "Mine", "MetricName": "cpu"})).await,
        2
    );
    assert_eq!(
        list(json!({"Dimensions": [{"Name": "host", "Value": "a"}]})).await,
        2
    );
    assert_eq!(list(json!({"Dimensions": [{"Name": "host"}]})).await, 3);
    assert_eq!(list(json!({"Namespace": "Other"})).await, 0);
    assert_eq!(list(json!({"RecentlyActive": "PT3H"})).await, 3);
    world.seconds(3 * 3_600 + 60).await;
    assert_eq!(list(json!({"RecentlyActive": "PT3H"})).await, 0);
    put(&world, "cpu", 1.0).await;
    assert_eq!(list(json!({"RecentlyActive": "PT3H"})).await, 1);
    world.seconds(14 * 86_400 + 60).await;
    assert_eq!(list(json!({})).await, 0);
}

#[tokio::test(start_paused = true)]
async fn more_metrics_than_a_page() {
    let world = world().await;
    for part in 0..6 {
        let data: Vec<_> = (0..100)
            .map(|n| json!({"MetricName": format!("m{}", part * 100 + n), "Value": 1.0}))
            .collect();
        world
            .ok(
                "PutMetricData",
                json!({"Namespace": "Mine", "MetricData": data}),
            )
            .await;
    }
    let first = world.ok("ListMetrics", json!({})).await;
    assert_eq!(first["Metrics"].as_array().unwrap().len(), 500);
    let rest = world
        .ok("ListMetrics", json!({"NextToken": first["NextToken"]}))
        .await;
    assert_eq!(rest["Metrics"].as_array().unwrap().len(), 100);
    assert!(rest["NextToken"].is_null());
}
