use crate::cloud::{arn, input, url, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn messages_go_on_and_are_deleted() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    world.pipe("p", &a, &b, json!({})).await;
    for n in 0..25 {
        world.say("a", &format!("{{\"n\": {n}}}")).await;
    }
    world.seconds(5).await;
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    let got = world.messages("b").await;
    let mut numbers: Vec<String> = got
        .iter()
        .map(|message| {
            let event: Json = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            assert_eq!(event["eventSource"], "aws:sqs");
            assert_eq!(event["eventSourceARN"], a);
            assert_eq!(event["awsRegion"], "us-east-1");
            assert_eq!(event["attributes"]["ApproximateReceiveCount"], "1");
            event["body"].as_str().unwrap().to_owned()
        })
        .collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 25);
}

/// What does not match is deleted.
#[tokio::test]
async fn filters() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let more = json!({
        "SourceParameters": {"FilterCriteria": {"Filters": [
            {"Pattern": "{\"body\": {\"kind\": [\"good\"]}}"},
            {"Pattern": "{\"body\": [\"text\"], \"messageAttributes\": {\"x\": {\"stringValue\": [\"1\"]}}}"}
        ]}},
        "TargetParameters": {"InputTemplate": "<$.body>"}
    });
    world.pipe("p", &a, &b, more).await;
    for body in ["{\"kind\": \"good\"}", "{\"kind\": \"bad\"}", "text", "[1]"] {
        world.say("a", body).await;
    }
    let with = json!({"QueueUrl": url("a"), "MessageBody": "text",
        "MessageAttributes": {"x": {"DataType": "String", "StringValue": "1"}}});
    world.of("sqs", "SendMessage", with).await;
    world.seconds(5).await;
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    let mut bodies = world.bodies("b").await;
    bodies.sort();
    assert_eq!(bodies, ["text", "{\"kind\":\"good\"}"]);
}

/// They come back, and end where the queue's own policy says.
#[tokio::test]
async fn what_does_not_arrive() {
    let world = world().await;
    let (dead, b) = (world.queue("dead").await, world.queue("b").await);
    let redrive = json!({"deadLetterTargetArn": dead, "maxReceiveCount": 2}).to_string();
    let attributes = json!({"VisibilityTimeout": "30", "RedrivePolicy": redrive});
    let a = world.queue_with("a", attributes).await;
    let template = json!({"TargetParameters": {"InputTemplate": "<$.body>"}});
    world.pipe("p", &a, &b, template).await;
    let read = [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
    ];
    world.allow("pipe", &read).await;
    world.say("a", "one").await;
    world.seconds(5).await;
    assert_eq!(world.waiting("a").await, ("0".into(), "1".into()));
    // It may again before the message is back.
    world.allow("pipe", &["sqs:*"]).await;
    world.seconds(35).await;
    assert_eq!(world.bodies("b").await, ["one"]);
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    world.allow("pipe", &read).await;
    world.say("a", "two").await;
    world.seconds(300).await;
    assert!(world.messages("b").await.is_empty());
    assert_eq!(world.bodies("dead").await, ["two"]);
}

#[tokio::test]
async fn a_window_gathers() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.stream("s").await);
    let more = json!({
        "SourceParameters": {"SqsQueueParameters": {
            "BatchSize": 20, "MaximumBatchingWindowInSeconds": 20}},
        "TargetParameters": {
            "InputTemplate": "<$.body>", "KinesisStreamParameters": {"PartitionKey": "$.body.key"}}
    });
    world.pipe("p", &a, &b, more).await;
    let body = |n: i64| format!("{{\"key\":\"k{n}\"}}");
    world.say("a", &body(0)).await;
    world.seconds(15).await;
    world.say("a", &body(1)).await;
    world.seconds(3).await;
    assert!(world.records("s").await.is_empty());
    assert_eq!(world.waiting("a").await, ("0".into(), "2".into()));
    world.seconds(4).await;
    let mut got = world.records("s").await;
    got.sort();
    let expected = [("k0".to_owned(), body(0)), ("k1".to_owned(), body(1))];
    assert_eq!(got, expected);
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    // Or as soon as there are enough.
    for n in 2..22 {
        world.say("a", &body(n)).await;
    }
    world.seconds(6).await;
    assert_eq!(world.records("s").await.len(), 22);
}

/// Behind a message that does not arrive its group waits, and no other.
#[tokio::test]
async fn groups_keep_their_order() {
    let world = world().await;
    let a = world
        .queue_with("a.fifo", json!({"VisibilityTimeout": "30"}))
        .await;
    let b = world.queue("b.fifo").await;
    let more = json!({"TargetParameters": {
        "InputTemplate": "<$.body>",
        "SqsQueueParameters": {
            "MessageGroupId": "$.attributes.MessageGroupId",
            "MessageDeduplicationId": "$.messageAttributes.id.stringValue"}
    }});
    world.pipe("p", &a, &b, more).await;
    world.ok("StopPipe", json!({"Name": "p"})).await;
    world.seconds(2).await;
    for (group, n, good) in [
        ("x", 1, true),
        ("x", 2, false),
        ("x", 3, true),
        ("y", 4, true),
    ] {
        let mut input = json!({
            "QueueUrl": url("a.fifo"), "MessageBody": format!("{group}{n}"),
            "MessageGroupId": group
        });
        if good {
            let id = json!({"DataType": "String", "StringValue": format!("id{n}")});
            input["MessageAttributes"] = json!({"id": id});
        }
        world.of("sqs", "SendMessage", input).await;
    }
    world.ok("StartPipe", json!({"Name": "p"})).await;
    world.seconds(10).await;
    let mut got = world.bodies("b.fifo").await;
    got.sort();
    assert_eq!(got, ["x1", "y4"]);
    assert_eq!(world.waiting("a.fifo").await, ("0".into(), "2".into()));
    let change = json!({"Name": "p", "RoleArn": crate::cloud::ROLE, "TargetParameters": {
        "SqsQueueParameters": {"MessageGroupId": "$.attributes.MessageGroupId"}}});
    world.ok("UpdatePipe", change).await;
    world.seconds(60).await;
    assert_eq!(world.bodies("b.fifo").await, ["x2", "x3"]);
}

/// A queue that goes away and comes again does not end the pipe.
#[tokio::test]
async fn a_source_that_goes_away() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    world.pipe("p", &a, &b, json!({})).await;
    world
        .of("sqs", "DeleteQueue", json!({"QueueUrl": url("a")}))
        .await;
    world.seconds(70).await;
    world.queue("a").await;
    world.say("a", "x").await;
    world.seconds(70).await;
    assert_eq!(world.messages("b").await.len(), 1);
    assert_eq!(world.state("p").await, "RUNNING");
    let none = input("none", &arn("sqs", "none"), &b, json!({}));
    world.ok("CreatePipe", none).await;
    world.seconds(2).await;
    assert_eq!(world.state("none").await, "CREATE_FAILED");
}

/// A window ends when as much as fits has come.
#[tokio::test]
async fn large_messages_do_not_wait() {
    let world = world().await;
    let (a, to) = (world.queue("a").await, world.stream("to").await);
    let more = json!({
        "SourceParameters": {"SqsQueueParameters": {
            "BatchSize": 100, "MaximumBatchingWindowInSeconds": 300}},
        "TargetParameters": {
            "InputTemplate": "{\"n\": <$.body.n>}",
            "KinesisStreamParameters": {"PartitionKey": "k"}}
    });
    world.pipe("p", &a, &to, more).await;
    for n in 0..20 {
        // Each character is six where it is shown.
        let body = json!({"n": n, "fill": "\u{1}".repeat(100_000)});
        world.say("a", &body.to_string()).await;
    }
    world.seconds(20).await;
    assert!(!world.records("to").await.is_empty());
    world.seconds(300).await;
    let mut got: Vec<String> = world.records("to").await.into_iter().map(|r| r.1).collect();
    got.sort();
    got.dedup();
    assert_eq!(got.len(), 20);
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
}
