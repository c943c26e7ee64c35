//! A cloud with CloudWatch, SNS, SQS and EventBridge.

use haneul_testkit::{TestCloud, World, text};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_dynamodb::DynamoDb),
            Arc::new(haneul_dynamodb::DynamoDbStreams),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sns::Sns),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let world = World::new(cloud, "cloudwatch");
    // To the start of a minute.
    let second = now(&world) % 60;
    world.seconds((60 - second) as u64).await;
    world
}

pub fn now(world: &World) -> i64 {
    world.cloud.cloud.clock.now().as_second()
}

pub async fn put(world: &World, name: &str, value: f64) {
    let datum = json!({"MetricName": name, "Value": value});
    let input = json!({"Namespace": "Mine", "MetricData": [datum]});
    world.ok("PutMetricData", input).await;
}

/// An alarm above ten, one of one unless `more` says otherwise.
pub async fn alarm(world: &World, name: &str, more: Json) {
    let mut input = json!({
        "AlarmName": name, "Namespace": "Mine", "MetricName": "cpu", "Statistic": "Average",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 10.0,
        "ComparisonOperator": "GreaterThanThreshold",
    });
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    world.ok("PutMetricAlarm", input).await;
}

pub async fn shown(world: &World, name: &str) -> Json {
    let input = json!({"AlarmNames": [name], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]});
    let mut answer = world.ok("DescribeAlarms", input).await;
    let metric = answer["MetricAlarms"].as_array_mut().unwrap().pop();
    metric.unwrap_or_else(|| answer["CompositeAlarms"][0].clone())
}

pub async fn state(world: &World, name: &str) -> String {
    text(&shown(world, name).await["StateValue"])
}

/// A topic that sends what it gets to a queue.
pub async fn topic(world: &World, name: &str) -> String {
    let root = &world.client;
    let topic = root.must("sns", "CreateTopic", json!({"Name": name})).await;
    let topic = text(&topic["TopicArn"]);
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}});
    let queue = json!({"QueueName": name, "Attributes": {"Policy": policy.to_string()}});
    root.must("sqs", "CreateQueue", queue).await;
    let subscription = json!({
        "TopicArn": topic, "Protocol": "sqs",
        "Endpoint": format!("arn:aws:sqs:us-east-1:111122223333:{name}"),
    });
    root.must("sns", "Subscribe", subscription).await;
    topic
}

pub async fn messages(world: &World, name: &str) -> Vec<Json> {
    let url = format!("http://localhost:4566/111122223333/{name}");
    let mut all = Vec::new();
    loop {
        let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
        let got = world.client.must("sqs", "ReceiveMessage", input).await;
        let Some(messages) = got["Messages"].as_array().filter(|m| !m.is_empty()) else {
            return all;
        };
        for message in messages {
            let done = json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]});
            world.client.must("sqs", "DeleteMessage", done).await;
            all.push(serde_json::from_str(message["Body"].as_str().unwrap()).unwrap());
        }
    }
}
