use crate::cloud::{ROLE, cloud, daily, messages, queue, role};
use serde_json::{Value as Json, json};
use std::time::Duration;

fn target(arn: &str, more: Json) -> Json {
    let mut target = json!({"Arn": arn, "RoleArn": ROLE});
    target
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"Target": target})
}

#[tokio::test]
async fn any_operation_there_is() {
    let cloud = cloud().await;
    let root = cloud.root();
    let more = target(
        "arn:aws:scheduler:::aws-sdk:sqs:createQueue",
        json!({"Input": "{\"QueueName\": \"made\", \"Attributes\": {\"DelaySeconds\": \"7\"}, \"Tags\": {\"at\": \"<aws.scheduler.scheduled-time>\"}}"}),
    );
    daily(&root, "s", more).await;
    cloud.advance(Duration::ZERO).await;
    let url = "http://localhost:4566/111122223333/made";
    let tags = root
        .must("sqs", "ListQueueTags", json!({"QueueUrl": url}))
        .await;
    let now = cloud
        .cloud
        .clock
        .now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    assert_eq!(tags["Tags"], json!({"at": now}));
    // Of a service whose own names begin with small letters or another name.
    let more = target(
        "arn:aws:scheduler:::aws-sdk:eventbridge:putRule",
        json!({"Input": "{\"Name\": \"made\", \"EventPattern\": \"{\\\"source\\\": [\\\"a\\\"]}\"}"}),
    );
    daily(&root, "t", more).await;
    cloud.advance(Duration::ZERO).await;
    root.must("events", "DescribeRule", json!({"Name": "made"}))
        .await;
}

#[tokio::test]
async fn queues_in_order_and_buses() {
    let cloud = cloud().await;
    let root = cloud.root();
    let fifo = queue(&root, "q.fifo").await;
    let more = target(
        &fifo,
        json!({"Input": "hello", "SqsParameters": {"MessageGroupId": "g"}}),
    );
    daily(&root, "s", more).await;
    cloud.advance(Duration::ZERO).await;
    let got = messages(&root, "q.fifo").await;
    assert_eq!(got[0]["Body"], "hello");
    assert_eq!(got[0]["Attributes"]["MessageGroupId"], "g");
    // Over a bus to a queue.
    let arn = queue(&root, "q").await;
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}});
    let policy = json!({"QueueUrl": "http://localhost:4566/111122223333/q", "Attributes": {"Policy": policy.to_string()}});
    root.must("sqs", "SetQueueAttributes", policy).await;
    root.must(
        "events",
        "PutRule",
        json!({"Name": "r", "EventPattern": "{\"source\": [\"clock\"]}"}),
    )
    .await;
    root.must(
        "events",
        "PutTargets",
        json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": arn}]}),
    )
    .await;
    let more = target(
        "arn:aws:events:us-east-1:111122223333:event-bus/default",
        json!({"Input": "{\"n\": 1}", "EventBridgeParameters": {"DetailType": "t", "Source": "clock"}}),
    );
    daily(&root, "b", more).await;
    cloud.advance(Duration::from_secs(1)).await;
    let got = messages(&root, "q").await;
    let event: Json = serde_json::from_str(got[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(event["detail"], json!({"n": 1}));
    assert_eq!(event["detail-type"], "t");
}

#[tokio::test]
async fn what_is_told_when_nobody_said_what() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    let more = target(&arn, json!({}));
    daily(&root, "s", more).await;
    cloud.advance(Duration::ZERO).await;
    let got = messages(&root, "q").await;
    let event: Json = serde_json::from_str(got[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(event["detail-type"], "Scheduled Event");
    assert_eq!(event["source"], "aws.scheduler");
    assert_eq!(
        event["resources"],
        json!(["arn:aws:scheduler:us-east-1:111122223333:schedule/default/s"])
    );
}

/// As the role that was passed, and as nothing else: what it may not do lies in the dead-letter queue.
#[tokio::test]
async fn s94_as_the_role_alone() {
    let cloud = cloud().await;
    let root = cloud.root();
    let (arn, dead) = (queue(&root, "q").await, queue(&root, "dead").await);
    role(
        &root,
        "little",
        "scheduler.amazonaws.com",
        json!("sqs:Send*"),
    )
    .await;
    let little = "arn:aws:iam::111122223333:role/little";
    let letters = json!({"Arn": dead});
    let good = target(&arn, json!({"RoleArn": little, "Input": "1"}));
    let bad = target(
        "arn:aws:scheduler:::aws-sdk:sqs:createQueue",
        json!({"RoleArn": little, "Input": "{\"QueueName\": \"x\"}", "DeadLetterConfig": letters}),
    );
    for (name, more) in [("good", good), ("bad", bad)] {
        daily(&root, name, more).await;
    }
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(messages(&root, "q").await.len(), 1);
    let got = messages(&root, "dead").await;
    assert_eq!(got.len(), 1);
    let attribute = |name: &str| got[0]["MessageAttributes"][name]["StringValue"].clone();
    assert!(
        attribute("ERROR_CODE")
            .as_str()
            .unwrap()
            .contains("AccessDenied")
    );
    assert!(
        attribute("ERROR_MESSAGE")
            .as_str()
            .unwrap()
            .contains("sqs:createqueue"),
        "{}",
        got[0]
    );
    assert_eq!(attribute("RETRY_ATTEMPTS"), "0");
    assert_eq!(
        attribute("TARGET_ARN"),
        "arn:aws:scheduler:::aws-sdk:sqs:createQueue"
    );
    assert_eq!(got[0]["Body"], "{\"QueueName\":\"x\"}");
}
