//! Metric streams, to delivery streams that put objects into a bucket.

use crate::cloud::{now, put};
use haneul_testkit::{TestCloud, World, text};
use serde_json::{Value as Json, json};
use std::sync::Arc;

const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const FIREHOSE: &str = "arn:aws:firehose:us-east-1:111122223333:deliverystream/told";

async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_firehose::Firehose),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let world = World::new(cloud, "cloudwatch");
    let of = async |service: &str, operation: &str, input: Json| {
        world.client.must(service, operation, input).await;
    };
    let trusted = ["firehose", "streams.metrics.cloudwatch"];
    let trusted = trusted.map(|service| format!("{service}.amazonaws.com"));
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}});
    let made = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust.to_string()});
    of("iam", "CreateRole", made).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["s3:*", "firehose:PutRecord"], "Resource": "*"}});
    let put = json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    of("iam", "PutRolePolicy", put).await;
    of("s3", "CreateBucket", json!({"Bucket": "told"})).await;
    let stream = json!({"DeliveryStreamName": "told", "S3DestinationConfiguration": {
        "BucketARN": "arn:aws:s3:::told", "RoleARN": ROLE,
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60}}});
    of("firehose", "CreateDeliveryStream", stream).await;
    let second = now(&world) % 60;
    world.seconds((120 - second) as u64).await;
    world
}

fn stream(more: Json) -> Json {
    let mut input = json!({
        "Name": "all", "FirehoseArn": FIREHOSE, "RoleArn": ROLE, "OutputFormat": "json"
    });
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    input
}

/// All that came of namespaces that are not AWS's, line by line.
async fn told(world: &World) -> Vec<Json> {
    let root = &world.client;
    let list = root.must("s3", "ListObjectsV2", json!({"Bucket": "told"}));
    let list = list.await["Contents"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut lines = Vec::new();
    for object in list {
        let get = json!({"Bucket": "told", "Key": object["Key"]});
        let got = root.send("s3", "GetObject", get, None).await.unwrap();
        let body = String::from_utf8(got.body.to_vec()).unwrap();
        let all = body
            .lines()
            .map(|line| serde_json::from_str::<Json>(line).unwrap());
        lines.extend(all.filter(|line| line["namespace"] == "Mine"));
    }
    lines
}

#[tokio::test(start_paused = true)]
async fn what_is_put_comes_as_lines_of_json() {
    let world = world().await;
    let statistics = json!([{
        "IncludeMetrics": [{"Namespace": "Mine", "MetricName": "cpu"}],
        "AdditionalStatistics": ["p50"]
    }]);
    let made = world
        .ok(
            "PutMetricStream",
            stream(json!({"StatisticsConfigurations": statistics})),
        )
        .await;
    let arn = "arn:aws:cloudwatch:us-east-1:111122223333:metric-stream/all";
    assert_eq!(made["Arn"], arn);
    let minute = now(&world);
    for value in [1.0, 2.0, 6.0] {
        put(&world, "cpu", value).await;
    }
    let sized = json!({"MetricName": "size", "Value": 5.0, "Unit": "Bytes",
        "Dimensions": [{"Name": "of", "Value": "x"}]});
    world
        .ok(
            "PutMetricData",
            json!({"Namespace": "Mine", "MetricData": [sized]}),
        )
        .await;
    world.seconds(300).await;
    let lines = told(&world).await;
    let usual = json!({
        "metric_stream_name": "all", "account_id": "111122223333", "region": "us-east-1",
        "namespace": "Mine", "metric_name": "cpu", "dimensions": {},
        "timestamp": minute * 1_000, "unit": "None",
        "value": {"max": 6.0, "min": 1.0, "sum": 9.0, "count": 3.0, "p50": 2.0}
    });
    assert_eq!(lines[0], usual);
    assert_eq!(lines[1]["dimensions"], json!({"of": "x"}));
    assert_eq!(lines[1]["unit"], "Bytes");
    assert_eq!(lines.len(), 2);
    // One that is stopped tells nothing more.
    world
        .ok("StopMetricStreams", json!({"Names": ["all"]}))
        .await;
    put(&world, "cpu", 7.0).await;
    world.seconds(300).await;
    assert_eq!(told(&world).await.len(), 2);
    let shown = world.ok("GetMetricStream", json!({"Name": "all"})).await;
    assert_eq!(
        (&shown["State"], &shown["StatisticsConfigurations"]),
        (&json!("stopped"), &statistics)
    );
    world
        .ok("StartMetricStreams", json!({"Names": ["all"]}))
        .await;
    put(&world, "cpu", 8.0).await;
    world.seconds(300).await;
    assert_eq!(told(&world).await.len(), 3);
    world.ok("DeleteMetricStream", json!({"Name": "all"})).await;
    world.ok("DeleteMetricStream", json!({"Name": "all"})).await;
    let refusal = world
        .refusal("GetMetricStream", json!({"Name": "all"}))
        .await;
    assert_eq!(
        refusal,
        "ResourceNotFoundException: Metric stream all does not exist"
    );
}

#[tokio::test(start_paused = true)]
async fn filters_say_which_metrics_are_told() {
    let world = world().await;
    let only = json!([{"Namespace": "Mine", "MetricNames": ["cpu"]}]);
    let given = stream(json!({"IncludeFilters": only, "Tags": [{"Key": "a", "Value": "b"}]}));
    world.ok("PutMetricStream", given).await;
    let but = json!([{"Namespace": "Mine", "MetricNames": ["cpu"]}]);
    let given = stream(json!({"Name": "others", "ExcludeFilters": but}));
    world.ok("PutMetricStream", given).await;
    put(&world, "cpu", 1.0).await;
    put(&world, "disk", 2.0).await;
    world.seconds(300).await;
    let mut seen: Vec<(String, String)> = told(&world)
        .await
        .iter()
        .map(|line| {
            (
                text(&line["metric_stream_name"]),
                text(&line["metric_name"]),
            )
        })
        .collect();
    seen.sort();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(seen, [pair("all", "cpu"), pair("others", "disk")]);
    let list = world
        .ok("ListMetricStreams", json!({"MaxResults": 1}))
        .await;
    assert_eq!(list["Entries"][0]["Name"], "all");
    let next = json!({"NextToken": list["NextToken"]});
    let list = world.ok("ListMetricStreams", next).await;
    assert_eq!(list["Entries"][0]["Name"], "others");
    let arn = "arn:aws:cloudwatch:us-east-1:111122223333:metric-stream/all";
    let tags = world
        .ok("ListTagsForResource", json!({"ResourceARN": arn}))
        .await;
    assert_eq!(tags["Tags"], json!([{"Key": "a", "Value": "b"}]));
}

#[tokio::test(start_paused = true)]
async fn streams_that_cannot_be_are_refused() {
    let world = world().await;
    let some = json!([{"Namespace": "Mine"}]);
    for (more, code) in [
        (
            json!({"OutputFormat": "opentelemetry1.0"}),
            "NotImplemented",
        ),
        (
            json!({"FirehoseArn": "arn:aws:s3:::told"}),
            "InvalidParameterValueException",
        ),
        (
            json!({"IncludeFilters": some, "ExcludeFilters": some}),
            "InvalidParameterCombinationException",
        ),
        (
            json!({"IncludeLinkedAccountsMetrics": true}),
            "NotImplemented",
        ),
        (json!({"Name": "no good"}), "InvalidParameterValueException"),
    ] {
        let refusal = world.refusal("PutMetricStream", stream(more.clone())).await;
        assert!(refusal.starts_with(code), "{more}: {refusal}");
    }
    let refusal = world
        .refusal("StartMetricStreams", json!({"Names": ["none"]}))
        .await;
    assert!(refusal.contains("none does not exist"), "{refusal}");
}
