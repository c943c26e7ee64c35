use crate::cloud::{arn, url, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn a_topic() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let topic = world.of("sns", "CreateTopic", json!({"Name": "t"})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}});
    let policy = json!({"QueueUrl": url("b"), "Attributes": {"Policy": policy.to_string()}});
    world.of("sqs", "SetQueueAttributes", policy).await;
    let subscribed = json!({"TopicArn": topic["TopicArn"], "Protocol": "sqs", "Endpoint": b,
        "Attributes": {"RawMessageDelivery": "true"}});
    world.of("sns", "Subscribe", subscribed).await;
    let template =
        json!({"TargetParameters": {"InputTemplate": "<aws.pipes.pipe-name>: <$.body>"}});
    world
        .pipe("p", &a, topic["TopicArn"].as_str().unwrap(), template)
        .await;
    world.say("a", "hello").await;
    world.seconds(5).await;
    assert_eq!(world.bodies("b").await, ["p: hello"]);
}

#[tokio::test]
async fn a_bus() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}});
    let policy = json!({"QueueUrl": url("b"), "Attributes": {"Policy": policy.to_string()}});
    world.of("sqs", "SetQueueAttributes", policy).await;
    let rule = json!({"Name": "r", "EventPattern": "{\"account\": [\"111122223333\"]}"});
    world.of("events", "PutRule", rule).await;
    let targets = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": b}]});
    world.of("events", "PutTargets", targets).await;
    let bus = arn("events", "event-bus/default");
    world.pipe("plain", &a, &bus, json!({})).await;
    world.say("a", "{\"n\": 1}").await;
    world.seconds(5).await;
    let event = |bodies: Vec<String>| -> Json {
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        serde_json::from_str(&bodies[0]).unwrap()
    };
    let got = event(world.bodies("b").await);
    assert_eq!(got["detail-type"], "Event from aws:sqs");
    assert_eq!(got["source"], "Pipe plain");
    assert_eq!(got["detail"]["body"], "{\"n\": 1}");

    let change = json!({"Name": "plain", "RoleArn": crate::cloud::ROLE, "TargetParameters": {
        "InputTemplate": "{\"n\": <$.body.n>}",
        "EventBridgeEventBusParameters": {
            "DetailType": "$.body.kind", "Source": "shop", "Time": "$.body.at",
            "Resources": ["$.eventSourceARN", "arn:aws:s3:::own"]}
    }});
    world.ok("UpdatePipe", change).await;
    world.seconds(2).await;
    let body = json!({"n": 2, "kind": "order", "at": "2026-01-02T03:04:05Z"});
    world.say("a", &body.to_string()).await;
    world.seconds(5).await;
    let got = event(world.bodies("b").await);
    assert_eq!(got["detail-type"], "order");
    assert_eq!(got["source"], "shop");
    assert_eq!(got["time"], "2026-01-02T03:04:05Z");
    assert_eq!(got["resources"], json!([a, "arn:aws:s3:::own"]));
    assert_eq!(got["detail"], json!({"n": 2}));
}

#[tokio::test]
async fn a_delivery_stream() {
    let world = world().await;
    let a = world.queue("a").await;
    world.role("hose", "firehose.amazonaws.com", "*").await;
    world
        .of("s3", "CreateBucket", json!({"Bucket": "lake"}))
        .await;
    let made = json!({"DeliveryStreamName": "hose", "ExtendedS3DestinationConfiguration": {
        "RoleARN": "arn:aws:iam::111122223333:role/hose", "BucketARN": "arn:aws:s3:::lake",
        "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}}});
    world.of("firehose", "CreateDeliveryStream", made).await;
    world.seconds(2).await;
    let template = json!({"TargetParameters": {"InputTemplate": "<$.body>;"}});
    world
        .pipe("p", &a, &arn("firehose", "deliverystream/hose"), template)
        .await;
    world.say("a", "one").await;
    world.seconds(70).await;
    let listed = world
        .of("s3", "ListObjectsV2", json!({"Bucket": "lake"}))
        .await;
    let key = listed["Contents"][0]["Key"].clone();
    let got = json!({"Bucket": "lake", "Key": key});
    let got = world.root.send("s3", "GetObject", got, None).await.unwrap();
    assert_eq!(&got.body[..], b"one;");
}

/// What no target could be told stays in the source.
#[tokio::test]
async fn what_cannot_be_made() {
    let world = world().await;
    let a = world
        .queue_with("a", json!({"VisibilityTimeout": "5"}))
        .await;
    let b = world.queue("b").await;
    let template = json!({"TargetParameters": {"InputTemplate": "{\"x\": <$.body.x>}"}});
    world.pipe("p", &a, &b, template).await;
    world.say("a", "{\"y\": 1}").await;
    world.say("a", "{\"x\": 1}").await;
    world.seconds(60).await;
    assert_eq!(world.bodies("b").await, ["{\"x\": 1}"]);
    let (visible, taken) = world.waiting("a").await;
    assert!([("1", "0"), ("0", "1")].contains(&(visible.as_str(), taken.as_str())));
}

/// An event whose partition key does not fit keeps no other from the stream.
#[tokio::test]
async fn a_stream_gets_what_fits() {
    let world = world().await;
    let a = world.queue("a").await;
    let made = json!({"StreamName": "s", "ShardCount": 1});
    world.of("kinesis", "CreateStream", made).await;
    world.seconds(2).await;
    let to = arn("kinesis", "stream/s");
    let more = json!({"TargetParameters": {
        "InputTemplate": "<$.body.n>",
        "KinesisStreamParameters": {"PartitionKey": "$.body.key"}}});
    world.pipe("p", &a, &to, more).await;
    let long = "k".repeat(300);
    for (n, key) in [(1, "k"), (2, ""), (3, long.as_str()), (4, "k")] {
        let body = json!({"n": n, "key": key});
        world.say("a", &body.to_string()).await;
    }
    world.seconds(5).await;
    let from = json!({"StreamName": "s", "ShardId": "shardId-000000000000",
        "ShardIteratorType": "TRIM_HORIZON"});
    let iterator = world.of("kinesis", "GetShardIterator", from).await;
    let from = json!({"ShardIterator": iterator["ShardIterator"]});
    let got = world.of("kinesis", "GetRecords", from).await;
    let records = got["Records"].as_array().unwrap();
    let data: Vec<&str> = records.iter().filter_map(|r| r["Data"].as_str()).collect();
    assert_eq!(data, ["MQ==", "NA=="]);
}
