//! GetMetricData.

use crate::cloud::{now, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

/// Three minutes of `cpu` on two hosts.
async fn filled() -> (World, i64) {
    let world = world().await;
    let start = now(&world);
    for (host, values) in [("a", [1.0, 2.0, 3.0]), ("b", [10.0, 20.0, 30.0])] {
        for (n, value) in values.into_iter().enumerate() {
            let datum = json!({
                "MetricName": "cpu", "Value": value, "Timestamp": start + 60 * n as i64,
                "Dimensions": [{"Name": "host", "Value": host}],
            });
            world
                .ok(
                    "PutMetricData",
                    json!({"Namespace": "Mine", "MetricData": [datum]}),
                )
                .await;
        }
    }
    (world, start)
}

fn metric(id: &str, host: &str) -> Json {
    json!({"Id": id, "MetricStat": {"Period": 60, "Stat": "Average", "Metric": {
        "Namespace": "Mine", "MetricName": "cpu", "Dimensions": [{"Name": "host", "Value": host}]}}})
}

async fn data(world: &World, start: i64, queries: Json, more: Json) -> Json {
    let mut input = json!({
        "StartTime": start, "EndTime": start + 180, "MetricDataQueries": queries,
        "ScanBy": "TimestampAscending",
    });
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    world.ok("GetMetricData", input).await
}

#[tokio::test(start_paused = true)]
async fn cwt_4_expressions_over_metrics() {
    let (world, start) = filled().await;
    let table = [
        ("a + b", json!([[11.0, 22.0, 33.0]])),
        ("SUM(METRICS())", json!([[11.0, 22.0, 33.0]])),
        (
            "SEARCH('{Mine,host} cpu', 'Maximum', 60)",
            json!([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]),
        ),
        ("SORT([a, b], AVG, DESC, 1)", json!([[10.0, 20.0, 30.0]])),
        ("IF(a > 1, b)", json!([[20.0, 30.0]])),
    ];
    for (expression, expected) in table {
        let mut queries = vec![metric("a", "a"), metric("b", "b")];
        for query in &mut queries {
            query["ReturnData"] = json!(false);
        }
        queries.push(json!({"Id": "e1", "Expression": expression}));
        let answer = data(&world, start, json!(queries), json!({})).await;
        let results = answer["MetricDataResults"].as_array().unwrap();
        let mut values: Vec<_> = results
            .iter()
            .map(|result| result["Values"].clone())
            .collect();
        values.sort_by(|a, b| a[0].as_f64().unwrap().total_cmp(&b[0].as_f64().unwrap()));
        assert_eq!(json!(values), expected, "{expression}");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_cut_between_data_points() {
    let (world, start) = filled().await;
    let queries = json!([metric("a", "a"), metric("b", "b")]);
    let mut seen = Vec::new();
    let mut more = json!({"MaxDatapoints": 2});
    loop {
        let answer = data(&world, start, queries.clone(), more.clone()).await;
        for result in answer["MetricDataResults"].as_array().unwrap() {
            for value in result["Values"].as_array().unwrap() {
                seen.push((
                    result["Id"].as_str().unwrap().to_owned(),
                    value.as_f64().unwrap(),
                ));
            }
        }
        if answer["NextToken"].is_null() {
            break;
        }
        more["NextToken"] = answer["NextToken"].clone();
    }
    let expected = [
        ("a", 1.0),
        ("a", 2.0),
        ("a", 3.0),
        ("b", 10.0),
        ("b", 20.0),
        ("b", 30.0),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, value)| ((*id).to_owned(), *value))
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test(start_paused = true)]
async fn labels_are_filled_in_and_order_is_as_asked() {
    let (world, start) = filled().await;
    let mut query = metric("a", "a");
    query["Label"] =
        json!("${PROP('MetricName')} on ${PROP('Dim.host')}: ${MAX} of ${DATAPOINT_COUNT} ${odd}");
    let answer = data(
        &world,
        start,
        json!([query]),
        json!({"ScanBy": "TimestampDescending"}),
    )
    .await;
    let result = &answer["MetricDataResults"][0];
    assert_eq!(result["Label"], json!("cpu on a: 3 of 3 ${odd}"));
    assert_eq!(result["Values"], json!([3.0, 2.0, 1.0]));
    assert_eq!(result["StatusCode"], json!("Complete"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_asked() {
    let (world, start) = filled().await;
    let ask = |queries: Json| json!({"StartTime": start, "EndTime": start + 60, "MetricDataQueries": queries});
    for (queries, expected) in [
        (
            json!([{"Id": "e1", "Expression": "m9 + 1"}]),
            "Undefined variable m9",
        ),
        (
            json!([{"Id": "e1", "Expression": "AVG("}]),
            "Error in expression 'e1'",
        ),
        (
            json!([{"Id": "e1", "Expression": "e2"}, {"Id": "e2", "Expression": "e1"}]),
            "in a circle",
        ),
        (json!([{"Id": "E1", "Expression": "1"}]), "Id"),
        (
            json!([{"Id": "e1", "Expression": "SELECT AVG(cpu) FROM Mine"}]),
            "Metrics Insights",
        ),
        (json!([{"Id": "e1", "Expression": "1 + 1"}]), "scalar"),
        (json!([metric("a", "a"), metric("a", "b")]), "not unique"),
        (json!([{"Id": "e1"}]), "Exactly one"),
    ] {
        let refusal = world.refusal("GetMetricData", ask(queries.clone())).await;
        assert!(refusal.contains(expected), "{queries}: {refusal}");
    }
}
