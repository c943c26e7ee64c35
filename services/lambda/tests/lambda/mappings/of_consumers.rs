//! Consumers of Kinesis with a throughput of their own that functions read by.

use super::{SHOW, arn, data};
use crate::cloud::{World, merged, running};
use serde_json::{Value as Json, json};

impl World {
    async fn consumer(&self, stream: &str, name: &str) -> String {
        let named = json!({"StreamARN": stream, "ConsumerName": name});
        let made = self.of("kinesis", "RegisterStreamConsumer", named).await;
        self.seconds(2).await;
        made["Consumer"]["ConsumerARN"].as_str().unwrap().to_owned()
    }

    /// What the role may do with streams.
    async fn may(&self, actions: &[&str]) {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"}});
        let put = json!({
            "RoleName": "function", "PolicyName": "p", "PolicyDocument": policy.to_string()
        });
        self.of("iam", "PutRolePolicy", put).await;
    }
}

/// A function that reads a stream by way of a consumer, as its role just may.
async fn one(code: &str, more: Json) -> (World, String, String) {
    let world = running().await;
    world.python("f", code, json!({})).await;
    world
        .may(&[
            "logs:*",
            "sqs:*",
            "kinesis:DescribeStreamSummary",
            "kinesis:ListShards",
            "kinesis:SubscribeToShard",
        ])
        .await;
    let stream = world.stream("s", 1).await;
    let consumer = world.consumer(&stream, "fan").await;
    let more = merged(json!({"StartingPosition": "TRIM_HORIZON"}), more);
    let uuid = world.map("f", &consumer, more).await;
    (world, consumer, uuid)
}

#[tokio::test]
async fn kin_1_a_function_reads_by_way_of_a_consumer() {
    let (world, consumer, uuid) = one(SHOW, json!({})).await;
    let number = world.put("s", "key", "hello").await;
    // A shard is subscribed to each five seconds, where the clock stands.
    world.seconds(6).await;
    let events = world.events("f").await;
    let record = &events[0]["Records"][0];
    assert_eq!(record["kinesis"]["sequenceNumber"], number);
    assert_eq!(record["kinesis"]["data"], "aGVsbG8=");
    let at = &record["kinesis"]["approximateArrivalTimestamp"];
    assert!(at.as_f64().unwrap() > 1e9, "{at}");
    let id = format!("shardId-000000000000:{number}");
    assert_eq!(
        (&record["eventSourceARN"], &record["eventID"]),
        (&json!(consumer), &json!(id))
    );
    let mapping = world.mapping(&uuid).await;
    assert_eq!(
        (&mapping["EventSourceArn"], &mapping["LastProcessingResult"]),
        (&json!(consumer), &json!("OK"))
    );
    // Each comes once, also behind the five minutes of a subscription.
    for text in ["a", "b"] {
        world.put("s", "key", text).await;
        world.seconds(310).await;
    }
    let seen = world.seen("f", data).await.concat();
    assert_eq!(seen, ["hello", "a", "b"]);
}

#[tokio::test]
async fn what_fails_stays_in_its_order_without_being_sent_again() {
    let code = "
import base64, json, os
def handler(event, context):
    texts = [base64.b64decode(r['kinesis']['data']).decode() for r in event['Records']]
    print('EVENT ' + json.dumps({'Records': [{'kinesis': r['kinesis']} for r in event['Records']]}))
    if 'once' in texts and not os.path.exists('/tmp/seen'):
        open('/tmp/seen', 'w').close()
        raise ValueError('not yet')
";
    let (world, _, uuid) = one(code, json!({"BatchSize": 1, "StartingPosition": "LATEST"})).await;
    for text in ["a", "once", "b"] {
        world.put("s", "k", text).await;
    }
    world.seconds(6).await;
    let result = &world.mapping(&uuid).await["LastProcessingResult"];
    world.seconds(4).await;
    let seen = world.seen("f", data).await.concat();
    assert_eq!(seen, ["a", "once", "once", "b"], "{result}");
}

#[tokio::test]
async fn what_is_given_up_is_told_as_of_the_stream() {
    let dead = arn("sqs", "dead");
    let more = json!({
        "MaximumRetryAttempts": 0, "BatchSize": 1, "ParallelizationFactor": 2,
        "DestinationConfig": {"OnFailure": {"Destination": dead}},
    });
    let (world, consumer, _) = one(SHOW, more).await;
    world.queue("dead", json!({})).await;
    for (key, text) in [("fail", "x"), ("k", "y"), ("other", "z")] {
        world.put("s", key, text).await;
    }
    world.seconds(12).await;
    let mut seen = world.seen("f", data).await.concat();
    seen.sort();
    assert_eq!(seen, ["x", "y", "z"]);
    let letters = world.bodies("dead").await;
    assert_eq!(letters.len(), 1);
    let stream = consumer.split("/consumer/").next().unwrap();
    assert_eq!(letters[0]["KinesisBatchInfo"]["streamArn"], stream);
}

#[tokio::test]
async fn children_of_a_shard_come_behind_it() {
    let (world, ..) = one(SHOW, json!({})).await;
    world.put("s", "a", "before").await;
    world.split("s").await;
    for key in ["a", "b", "c", "d"] {
        world.put("s", key, &format!("after {key}")).await;
    }
    world.seconds(20).await;
    world.saw_children_behind().await;
}

#[tokio::test]
async fn more_than_an_event_holds_comes_at_once() {
    let code = "
import json
def handler(event, context):
    print('EVENT ' + json.dumps({'Records': [{} for r in event['Records']]}))
";
    let (world, _, uuid) = one(code, json!({"BatchSize": 10_000, "Enabled": false})).await;
    // Three events of a subscription, a megabyte each.
    let text = "x".repeat(400_000);
    for _ in 0..6 {
        world.put("s", "k", &text).await;
        world.seconds(1).await;
    }
    let on = json!({"UUID": uuid, "Enabled": true});
    world.ok("UpdateEventSourceMapping", on).await;
    world.seconds(2).await;
    let seen = world.seen("f", |_| "x".to_owned()).await;
    assert_eq!(seen.concat().len(), 6, "{seen:?}");
}

#[tokio::test]
async fn a_role_that_may_not_subscribe_makes_no_mapping() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let stream = world.stream("s", 1).await;
    let consumer = world.consumer(&stream, "fan").await;
    world
        .may(&["kinesis:DescribeStreamSummary", "kinesis:ListShards"])
        .await;
    let asked = json!({
        "FunctionName": "f", "EventSourceArn": consumer, "StartingPosition": "LATEST"
    });
    let (code, message) = world.no("CreateEventSourceMapping", asked.clone()).await;
    assert_eq!(code, "InvalidParameterValueException");
    assert_eq!(
        message,
        format!(
            "Cannot access stream {consumer}. Please ensure the role can perform the \
             DescribeStreamSummary, ListShards, and SubscribeToShard Actions on your stream in IAM."
        )
    );
    world.may(&["kinesis:*"]).await;
    let other = format!("{stream}/consumer/none:1540591608");
    let (_, message) = world
        .no(
            "CreateEventSourceMapping",
            merged(asked, json!({"EventSourceArn": other})),
        )
        .await;
    assert_eq!(message, format!("Stream not found: {other}"));
}
