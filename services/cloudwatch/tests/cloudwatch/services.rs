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
