//! What metric filters count reaches CloudWatch, and what watches it there.

mod common;

use common::World;
use haneul_testkit::{TestCloud, metrics};
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

/// A document of the embedded metric format, with what else it says.
fn embedded(at: i64, directives: Json, members: Json) -> String {
    let mut document = json!({"_aws": {"Timestamp": at, "CloudWatchMetrics": directives}});
    common::merge(&mut document, members);
    document.to_string()
}

#[tokio::test]
async fn cwt_1_events_have_metrics_in_them() {
    let world = world().await;
    let now = world.now();
    let directives = json!([{
        "Namespace": "App",
        "Dimensions": [["service"], ["service", "path"], []],
        "Metrics": [
            {"Name": "ms", "Unit": "Milliseconds", "StorageResolution": 1}, {"Name": "calls"},
        ],
    }]);
    let members =
        json!({"ms": [1, 2.5, 2.5], "calls": 3, "service": "shop", "path": "/", "more": 1});
    let document = embedded(now, directives, members);
    // As Node.js's runtime writes it.
    let line = format!("2026-01-01T00:00:00.000Z\tid\tINFO\t{document}");
    let other = embedded(now - 60_000, json!([]), json!({}));
    world
        .put("g", "s", &[(now, &document), (now, &line), (now, &other)])
        .await;
    world.seconds(60).await;
    let service = json!([{"Name": "service", "Value": "shop"}]);
    let both = json!([{"Name": "service", "Value": "shop"}, {"Name": "path", "Value": "/"}]);
    for dimensions in [service, both, json!([])] {
        let ms = measured(&world, "ms", dimensions.clone()).await;
        let shown = (&ms["Sum"], &ms["SampleCount"], &ms["Maximum"], &ms["Unit"]);
        let wanted = (json!(12.0), json!(6.0), json!(2.5), json!("Milliseconds"));
        assert_eq!(shown, (&wanted.0, &wanted.1, &wanted.2, &wanted.3));
        let calls = measured(&world, "calls", dimensions).await;
        assert_eq!(
            (&calls["Sum"], &calls["Unit"]),
            (&json!(6.0), &json!("None"))
        );
    }
}

/// What is wrong is counted, and the rest measured.
#[tokio::test]
async fn metrics_in_events_that_are_wrong_are_counted() {
    let world = world().await;
    let now = world.now();
    let one = |metric: Json, set: Json, members: Json| {
        let directive = json!({"Namespace": "App", "Dimensions": [set], "Metrics": [metric]});
        embedded(now, json!([directive]), members)
    };
    let invalid = [
        one(json!({"Name": "gone"}), json!([]), json!({})),
        one(json!({"Name": "text"}), json!([]), json!({"text": "1"})),
        one(
            json!({"Name": "n", "Unit": "Miles"}),
            json!([]),
            json!({"n": 1}),
        ),
        one(
            json!({"Name": "n", "StorageResolution": 5}),
            json!([]),
            json!({"n": 1}),
        ),
        one(json!({"Name": "n"}), json!(["gone"]), json!({"n": 1})),
        one(json!({"Name": "n"}), json!(["d"]), json!({"n": 1, "d": 2})),
        one(
            json!({"Name": "n"}),
            json!(["d", "d"]),
            json!({"n": 1, "d": "a"}),
        ),
        one(json!({"Name": "n"}), json!([]), json!({"n": vec![1; 101]})),
        one(json!({"Name": "n"}), json!([]), json!({"n": 1e200})),
        one(json!({"Name": " "}), json!([]), json!({" ": 1})),
    ];
    let late = embedded(
        now - 15 * 86_400_000,
        json!([{"Namespace": "App", "Dimensions": [[]], "Metrics": [{"Name": "n"}]}]),
        json!({"n": 1}),
    );
    let reserved = embedded(
        now,
        json!([{"Namespace": "AWS/Lambda", "Dimensions": [[]], "Metrics": [{"Name": "n"}]}]),
        json!({"n": 1}),
    );
    let unread = [
        "{\"_aws\": {\"CloudWatchMetrics\": []}".to_owned(),
        "no document but \"CloudWatchMetrics\"".to_owned(),
        json!({"_aws": {"CloudWatchMetrics": []}}).to_string(),
        json!({"_aws": {"Timestamp": now, "CloudWatchMetrics": {}}}).to_string(),
        embedded(now, json!([{"Namespace": "App"}]), json!({})),
    ];
    let nothing = json!({"CloudWatchMetrics": 1}).to_string();
    let good = one(json!({"Name": "n"}), json!([]), json!({"n": 7}));
    let lines = invalid.iter().chain([&late, &reserved]).chain(&unread);
    let lines: Vec<&String> = lines.chain([&nothing, &good]).collect();
    let events: Vec<(i64, &str)> = lines.iter().map(|line| (now, line.as_str())).collect();
    world.put("g", "s", &events).await;
    world.seconds(180).await;
    let n = measured(&world, "n", json!([])).await;
    assert_eq!((&n["Sum"], &n["SampleCount"]), (&json!(7.0), &json!(1.0)));
    let cloud = &world.0.cloud;
    let group = [("LogGroupName", "g")];
    let counted = async |name: &str| {
        metrics::measured(cloud, 1, "AWS/Logs", name, &group)
            .await
            .sum
    };
    assert_eq!(counted("EMFValidationErrors").await, 12.0);
    assert_eq!(counted("EMFParsingErrors").await, 5.0);
}

/// Short texts that ask for more data than there may be get none.
#[tokio::test]
async fn metrics_in_events_are_bounded() {
    let world = world().await;
    let now = world.now();
    let names: Vec<String> = (0..100).map(|n| format!("n{n}")).collect();
    let metrics: Vec<Json> = names.iter().map(|name| json!({"Name": name})).collect();
    let mut members = json!({});
    names.iter().for_each(|name| members[name] = json!(1));
    let document = |sets: usize| {
        let directive = json!({
            "Namespace": "App", "Dimensions": vec![json!([]); sets], "Metrics": metrics,
        });
        embedded(now, json!([directive]), members.clone())
    };
    let (most, one, very_many) = (document(100), document(1), document(100_000));
    let events = [(now, &very_many), (now, &most), (now, &one)];
    let events = events.map(|(at, text)| (at, text.as_str()));
    world.put("g", "s", &events).await;
    world.seconds(180).await;
    for name in ["n0", "n99"] {
        let shown = measured(&world, name, json!([])).await;
        assert_eq!(shown["SampleCount"], 100.0);
    }
    let cloud = &world.0.cloud;
    let group = [("LogGroupName", "g")];
    let invalid = metrics::measured(cloud, 1, "AWS/Logs", "EMFValidationErrors", &group).await;
    assert_eq!(invalid.sum, 2.0);
}

#[tokio::test]
async fn groups_for_infrequent_access_have_no_metrics_in_events() {
    let world = world().await;
    let group = json!({"logGroupName": "seldom", "logGroupClass": "INFREQUENT_ACCESS"});
    world.ok("CreateLogGroup", group).await;
    let stream = json!({"logGroupName": "seldom", "logStreamName": "s"});
    world.ok("CreateLogStream", stream).await;
    let now = world.now();
    let directive = json!({"Namespace": "App", "Dimensions": [[]], "Metrics": [{"Name": "n"}]});
    let document = embedded(now, json!([directive]), json!({"n": 1}));
    world.put("seldom", "s", &[(now, &document)]).await;
    world.seconds(60).await;
    assert_eq!(measured(&world, "n", json!([])).await, Json::Null);
    world.put("g", "s", &[(now, &document)]).await;
    world.seconds(60).await;
    assert_eq!(measured(&world, "n", json!([])).await["Sum"], 1.0);
}
