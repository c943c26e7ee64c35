//! What services measure of themselves.

use crate::cloud::{now, put, topic, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

/// The sum of a metric over the last hour and this minute.
async fn sum(world: &World, namespace: &str, name: &str, dimension: (&str, &str)) -> f64 {
    let end = now(world) + 60;
    let input = json!({
        "Namespace": namespace, "MetricName": name, "Period": 60, "Statistics": ["Sum"],
        "StartTime": end - 3_600, "EndTime": end,
        "Dimensions": [{"Name": dimension.0, "Value": dimension.1}],
    });
    let answer = world.ok("GetMetricStatistics", input).await;
    let points = answer["Datapoints"].as_array().unwrap().iter();
    points.map(|point| point["Sum"].as_f64().unwrap()).sum()
}

#[tokio::test(start_paused = true)]
async fn cwt_4_metrics_are_there_with_no_set_up() {
    let world = world().await;
    let topic = topic(&world, "told").await;
    let root = &world.client;
    root.must(
        "sns",
        "Publish",
        json!({"TopicArn": topic, "Message": "hello"}),
    )
    .await;
    world.seconds(1).await;
    let url = "http://localhost:4566/111122223333/told";
    root.must(
        "sqs",
        "SendMessage",
        json!({"QueueUrl": url, "MessageBody": "12345"}),
    )
    .await;
    world.seconds(120).await;
    let queue = ("QueueName", "told");
    let topic = ("TopicName", "told");
    assert_eq!(
        sum(&world, "AWS/SNS", "NumberOfNotificationsDelivered", topic).await,
        1.0
    );
    let age = sum(&world, "AWS/SQS", "ApproximateAgeOfOldestMessage", queue).await;
    assert!(age >= 60.0, "{age}");
    assert_eq!(
        sum(&world, "AWS/SQS", "NumberOfMessagesSent", queue).await,
        2.0
    );
    assert_eq!(
        sum(
            &world,
            "AWS/SNS",
            "NumberOfMessagesPublished",
            ("TopicName", "told")
        )
        .await,
        1.0
    );
    let got = root
        .must(
            "sqs",
            "ReceiveMessage",
            json!({"QueueUrl": url, "MaxNumberOfMessages": 10}),
        )
        .await;
    let got = got["Messages"].as_array().unwrap().clone();
    assert_eq!(got.len(), 2);
    let handle: &Json = &got[0]["ReceiptHandle"];
    root.must(
        "sqs",
        "DeleteMessage",
        json!({"QueueUrl": url, "ReceiptHandle": handle}),
    )
    .await;
    world.seconds(60).await;
    assert_eq!(
        sum(&world, "AWS/SQS", "NumberOfMessagesReceived", queue).await,
        2.0
    );
    assert_eq!(
        sum(&world, "AWS/SQS", "NumberOfMessagesDeleted", queue).await,
        1.0
    );
    assert!(
        sum(
            &world,
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            queue
        )
        .await
            >= 2.0
    );
    // Nobody else may say what AWS's services measure.
    let refusal = world
        .refusal(
            "PutMetricData",
            json!({"Namespace": "AWS/SQS", "MetricData": []}),
        )
        .await;
    assert!(refusal.contains("AWS/SQS"), "{refusal}");
    put(&world, "cpu", 1.0).await;
}

#[tokio::test(start_paused = true)]
async fn what_lies_in_buckets_is_counted_each_day() {
    let world = world().await;
    let root = &world.client;
    root.must("s3", "CreateBucket", json!({"Bucket": "things"}))
        .await;
    let versions = json!({"Bucket": "things",
        "VersioningConfiguration": {"Status": "Enabled"}});
    root.must("s3", "PutBucketVersioning", versions).await;
    for (key, class) in [
        ("a", "STANDARD"),
        ("a", "STANDARD"),
        ("b", "STANDARD_IA"),
        ("c", "STANDARD"),
    ] {
        let put = json!({"Bucket": "things", "Key": key, "StorageClass": class});
        let body = Some("12345".into());
        let sent = root.send("s3", "PutObject", put, body).await;
        assert!(sent.is_ok(), "{key}");
    }
    root.must(
        "s3",
        "DeleteObject",
        json!({"Bucket": "things", "Key": "c"}),
    )
    .await;
    world.seconds(86_400 + 3_600).await;
    let end = now(&world) + 60;
    let told = async |name: &str, kind: &str| {
        let input = json!({
            "Namespace": "AWS/S3", "MetricName": name, "Period": 86_400,
            "Statistics": ["Average"], "StartTime": end - 86_400, "EndTime": end,
            "Dimensions": [{"Name": "BucketName", "Value": "things"},
                {"Name": "StorageType", "Value": kind}],
        });
        let answer = world.ok("GetMetricStatistics", input).await;
        answer["Datapoints"][0]["Average"].as_f64()
    };
    // Two versions of one key, one that is hidden by a marker, and the marker.
    assert_eq!(told("NumberOfObjects", "AllStorageTypes").await, Some(5.0));
    assert_eq!(told("BucketSizeBytes", "StandardStorage").await, Some(15.0));
    assert_eq!(
        told("BucketSizeBytes", "StandardIAStorage").await,
        Some(5.0)
    );
}
