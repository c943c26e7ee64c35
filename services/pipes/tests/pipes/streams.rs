use crate::cloud::{arn, url, world};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value as Json, json};

fn from(start: &str, more: Json) -> Json {
    let mut said = json!({"StartingPosition": start});
    let all = said.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    json!({
        "SourceParameters": {"KinesisStreamParameters": said},
        "TargetParameters": {"InputTemplate": "<$.data>"}
    })
}

#[tokio::test]
async fn from_where_it_is_told() {
    let world = world().await;
    let stream = world.stream("s").await;
    for name in ["all", "new", "later"] {
        world.queue(name).await;
    }
    world.put("s", "early").await;
    world.seconds(10).await;
    let now = world.cloud.cloud.clock.now().as_second() + 5;
    let at = json!({"StartingPositionTimestamp": now});
    world
        .pipe(
            "all",
            &stream,
            &arn("sqs", "all"),
            from("TRIM_HORIZON", json!({})),
        )
        .await;
    world
        .pipe(
            "new",
            &stream,
            &arn("sqs", "new"),
            from("LATEST", json!({})),
        )
        .await;
    world.put("s", "between").await;
    world
        .pipe(
            "later",
            &stream,
            &arn("sqs", "later"),
            from("AT_TIMESTAMP", at),
        )
        .await;
    world.seconds(5).await;
    world.put("s", "{\"late\": 1}").await;
    world.seconds(2).await;
    assert_eq!(
        world.bodies("all").await,
        ["early", "between", "{\"late\":1}"]
    );
    assert_eq!(world.bodies("new").await, ["between", "{\"late\":1}"]);
    assert_eq!(world.bodies("later").await, ["{\"late\":1}"]);
    // Each once.
    world.seconds(60).await;
    assert!(world.bodies("all").await.is_empty());
}

#[tokio::test]
async fn records_as_they_are() {
    let world = world().await;
    let (stream, b) = (world.stream("s").await, world.queue("b").await);
    let more = json!({"SourceParameters": {"KinesisStreamParameters": {"StartingPosition": "LATEST"},
        "FilterCriteria": {"Filters": [{"Pattern": "{\"data\": {\"n\": [{\"numeric\": [\">\", 1]}]}}"}]}}});
    world.pipe("p", &stream, &b, more).await;
    world.put("s", "{\"n\": 1}").await;
    let number = world.put("s", "{\"n\": 2}").await;
    world.put("s", "no JSON").await;
    world.seconds(2).await;
    let got = world.bodies("b").await;
    assert_eq!(got.len(), 1);
    let event: Json = serde_json::from_str(&got[0]).unwrap();
    assert_eq!(event["eventSource"], "aws:kinesis");
    assert_eq!(event["eventSourceARN"], stream);
    assert_eq!(event["eventID"], format!("shardId-000000000000:{number}"));
    assert_eq!(event["partitionKey"], "k");
    assert_eq!(event["data"], BASE64_STANDARD.encode("{\"n\": 2}"));
    assert_eq!(event["invokeIdentityArn"], crate::cloud::ROLE);
}

/// In the order of the shard: what fails is tried again and holds back what is behind it, until it
/// is given up.
#[tokio::test]
async fn retries_and_dead_letters() {
    let world = world().await;
    let (stream, dead) = (world.stream("s").await, world.queue("dead").await);
    let b = world.queue("b").await;
    let said = json!({
        "BatchSize": 2, "MaximumRetryAttempts": 2, "DeadLetterConfig": {"Arn": dead}
    });
    world.pipe("p", &stream, &b, from("LATEST", said)).await;
    let deny = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": b}]});
    let deny = json!({"RoleName": "pipe", "PolicyName": "p", "PolicyDocument": deny.to_string()});
    world.of("iam", "PutRolePolicy", deny).await;
    let first = world.put("s", "one").await;
    let second = world.put("s", "two").await;
    world.put("s", "three").await;
    // Tried at once, after one second, and after two more.
    world.seconds(2).await;
    assert!(world.bodies("dead").await.is_empty());
    world.seconds(3).await;
    let letters = world.bodies("dead").await;
    assert_eq!(letters.len(), 1);
    let letter: Json = serde_json::from_str(&letters[0]).unwrap();
    assert_eq!(letter["context"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(
        letter["context"]["partnerResourceArn"],
        arn("pipes", "pipe/p")
    );
    let batch = &letter["KinesisBatchInfo"];
    assert_eq!(batch["shardId"], "shardId-000000000000");
    assert_eq!(batch["startSequenceNumber"], first);
    assert_eq!(batch["endSequenceNumber"], second);
    assert_eq!(batch["batchSize"], 2);
    assert_eq!(batch["streamArn"], stream);
    world.allow("pipe", &["*"]).await;
    world.seconds(10).await;
    assert_eq!(world.bodies("b").await, ["three"]);
}

#[tokio::test]
async fn records_that_grow_old() {
    let world = world().await;
    let (stream, b) = (world.stream("s").await, world.queue("b").await);
    let topic = world
        .of("sns", "CreateTopic", json!({"Name": "dead"}))
        .await;
    let dead = world.queue("dead").await;
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}});
    let policy = json!({"QueueUrl": url("dead"), "Attributes": {"Policy": policy.to_string()}});
    world.of("sqs", "SetQueueAttributes", policy).await;
    let subscribed = json!({"TopicArn": topic["TopicArn"], "Protocol": "sqs", "Endpoint": dead,
        "Attributes": {"RawMessageDelivery": "true"}});
    world.of("sns", "Subscribe", subscribed).await;
    let said = json!({
        "MaximumRecordAgeInSeconds": 60, "DeadLetterConfig": {"Arn": topic["TopicArn"]}
    });
    world.pipe("p", &stream, &b, from("LATEST", said)).await;
    let read = ["kinesis:*", "sns:*"];
    world.allow("pipe", &read).await;
    world.put("s", "old").await;
    world.seconds(50).await;
    assert!(world.bodies("dead").await.is_empty());
    world.seconds(80).await;
    let letters = world.bodies("dead").await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(
        letters[0].contains("\"RecordAgeExceeded\""),
        "{}",
        letters[0]
    );
    world.allow("pipe", &["*"]).await;
    world.put("s", "new").await;
    world.seconds(70).await;
    assert_eq!(world.bodies("b").await, ["new"]);
}

#[tokio::test]
async fn a_window_waits() {
    let world = world().await;
    let (stream, b) = (world.stream("s").await, world.queue("b").await);
    let said = json!({"BatchSize": 3, "MaximumBatchingWindowInSeconds": 20});
    world.pipe("p", &stream, &b, from("LATEST", said)).await;
    world.put("s", "one").await;
    world.seconds(15).await;
    assert!(world.bodies("b").await.is_empty());
    world.seconds(7).await;
    assert_eq!(world.bodies("b").await, ["one"]);
    for body in ["two", "three", "four"] {
        world.put("s", body).await;
    }
    world.seconds(2).await;
    assert_eq!(world.bodies("b").await, ["two", "three", "four"]);
}

/// Children of a shard come behind it.
#[tokio::test]
async fn shards_that_are_split() {
    let world = world().await;
    let (stream, b) = (world.stream("s").await, world.queue("b").await);
    world
        .pipe("p", &stream, &b, from("LATEST", json!({})))
        .await;
    world.put("s", "before").await;
    let half = "170141183460469231731687303715884105728";
    let split = json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000",
        "NewStartingHashKey": half});
    world.of("kinesis", "SplitShard", split).await;
    world.seconds(30).await;
    world.put("s", "after").await;
    world.seconds(10).await;
    assert_eq!(world.bodies("b").await, ["before", "after"]);
}

/// A batch is halved until what does not arrive is alone.
#[tokio::test]
async fn batches_are_halved() {
    let world = world().await;
    let (stream, dead) = (world.stream("s").await, world.queue("dead").await);
    let b = world.queue("b").await;
    let mut said = from(
        "LATEST",
        json!({
            "MaximumRetryAttempts": 0, "DeadLetterConfig": {"Arn": dead},
            "OnPartialBatchItemFailure": "AUTOMATIC_BISECT"
        }),
    );
    said["TargetParameters"]["InputTemplate"] = json!("{\"n\": <$.data.n>}");
    world.pipe("p", &stream, &b, said).await;
    let input = |n: i64| {
        let data = if n == 3 { json!({}) } else { json!({"n": n}) };
        json!({"PartitionKey": "k", "Data": BASE64_STANDARD.encode(data.to_string())})
    };
    let records: Vec<Json> = (0..6).map(input).collect();
    let input = json!({"StreamName": "s", "Records": records});
    let put = world.of("kinesis", "PutRecords", input).await;
    world.seconds(30).await;
    let expected = [0, 1, 2, 4, 5].map(|n| format!("{{\"n\": {n}}}"));
    assert_eq!(world.bodies("b").await, expected);
    let letters = world.bodies("dead").await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    let letter: Json = serde_json::from_str(&letters[0]).unwrap();
    let batch = &letter["KinesisBatchInfo"];
    assert_eq!(batch["batchSize"], 1);
    assert_eq!(
        batch["startSequenceNumber"],
        put["Records"][3]["SequenceNumber"]
    );
    let shown = world.ok("DescribePipe", json!({"Name": "p"})).await;
    let shown = &shown["SourceParameters"]["KinesisStreamParameters"];
    assert_eq!(shown["OnPartialBatchItemFailure"], "AUTOMATIC_BISECT");
}

/// Batch after batch, in the order of the shard.
#[tokio::test]
async fn many_records() {
    let world = world().await;
    let (stream, to) = (world.stream("s").await, world.stream("to").await);
    let mut said = from("LATEST", json!({"BatchSize": 7}));
    said["TargetParameters"]["KinesisStreamParameters"] = json!({"PartitionKey": "$.data.k"});
    world.pipe("p", &stream, &to, said).await;
    let data = |n: i64| format!("{{\"k\":\"{n}\"}}");
    for page in 0..3 {
        let records = (page * 100..page * 100 + 100)
            .map(|n| json!({"PartitionKey": "k", "Data": BASE64_STANDARD.encode(data(n))}));
        let input = json!({"StreamName": "s", "Records": records.collect::<Vec<_>>()});
        world.of("kinesis", "PutRecords", input).await;
    }
    world.seconds(10).await;
    let expected: Vec<_> = (0..300).map(|n| (n.to_string(), data(n))).collect();
    assert_eq!(world.records("to").await, expected);
}
