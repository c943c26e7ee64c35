//! Streams of Kinesis that functions read.

use super::{SHOW, data};
use crate::cloud::{World, merged, running};
use serde_json::{Value as Json, json};

async fn one(code: &str, more: Json) -> (World, String) {
    let world = running().await;
    world.python("f", code, json!({})).await;
    let stream = world.stream("s", 1).await;
    let more = merged(json!({"StartingPosition": "TRIM_HORIZON"}), more);
    let uuid = world.map("f", &stream, more).await;
    (world, uuid)
}

#[tokio::test]
async fn lam_3_a_function_reads_a_stream() {
    let (world, uuid) = one(SHOW, json!({})).await;
    let number = world.put("s", "key", "hello").await;
    world.seconds(2).await;
    let events = world.events("f").await;
    let record = &events[0]["Records"][0];
    let at = &record["kinesis"]["approximateArrivalTimestamp"];
    assert!(at.as_f64().unwrap() > 1e9, "{at}");
    let expected = json!({
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "key",
            "sequenceNumber": number,
            "data": "aGVsbG8=",
            "approximateArrivalTimestamp": at,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("shardId-000000000000:{number}"),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": crate::cloud::ROLE,
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:kinesis:us-east-1:111122223333:stream/s",
    });
    assert_eq!(*record, expected);
    assert_eq!(world.mapping(&uuid).await["LastProcessingResult"], "OK");
    world.seconds(30).await;
    assert_eq!(world.events("f").await.len(), 1);
}

#[tokio::test]
async fn lam_15_a_batch_that_fails_is_tried_before_later_ones() {
    let code = "
import base64, json, os
def handler(event, context):
    texts = [base64.b64decode(r['kinesis']['data']).decode() for r in event['Records']]
    print('EVENT ' + json.dumps({'Records': [{'kinesis': r['kinesis']} for r in event['Records']]}))
    if 'twice' in texts and not os.path.exists('/tmp/seen2'):
        open('/tmp/seen2' if os.path.exists('/tmp/seen1') else '/tmp/seen1', 'w').close()
        raise ValueError('not yet')
";
    let (world, uuid) = one(code, json!({"BatchSize": 1})).await;
    for text in ["a", "twice", "b", "c"] {
        world.put("s", "k", text).await;
    }
    world.seconds(1).await;
    assert_eq!(world.seen("f", data).await.concat(), ["a", "twice"]);
    let result = &world.mapping(&uuid).await["LastProcessingResult"];
    assert_eq!(*result, "PROBLEM: Function call failed");
    world.seconds(10).await;
    let seen = world.seen("f", data).await.concat();
    assert_eq!(seen, ["a", "twice", "twice", "twice", "b", "c"]);
}

#[tokio::test]
async fn what_is_given_up_is_told_to_the_destination() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let (stream, dead) = (
        world.stream("s", 1).await,
        world.queue("dead", json!({})).await,
    );
    let more = json!({
        "StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 1, "BatchSize": 2,
        "DestinationConfig": {"OnFailure": {"Destination": dead}},
    });
    let first = world.put("s", "fail", "first").await;
    let last = world.put("s", "k", "with it").await;
    world.put("s", "k", "behind").await;
    world.map("f", &stream, more).await;
    world.seconds(10).await;
    let seen = world.seen("f", data).await;
    let both = vec!["first".to_owned(), "with it".to_owned()];
    assert_eq!(seen, [both.clone(), both, vec!["behind".to_owned()]]);
    let letters = world.bodies("dead").await;
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    let context = &letter["requestContext"];
    assert_eq!(context["condition"], "RetryAttemptsExhausted");
    assert_eq!(context["approximateInvokeCount"], 2);
    assert_eq!(
        context["functionArn"],
        crate::cloud::arn("function:f:$LATEST")
    );
    assert_eq!(
        letter["responseContext"],
        json!({"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"})
    );
    let told = &letter["KinesisBatchInfo"];
    assert_eq!(
        (&told["startSequenceNumber"], &told["endSequenceNumber"]),
        (&json!(first), &json!(last))
    );
    assert_eq!(
        (&told["shardId"], &told["batchSize"], &told["streamArn"]),
        (&json!("shardId-000000000000"), &json!(2), &json!(stream))
    );
    assert_eq!(
        (&letter["version"], &letter["payload"]),
        (&json!("1.0"), &Json::Null)
    );
}

#[tokio::test]
async fn a_bucket_gets_the_records_themselves() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let stream = world.stream("s", 1).await;
    world
        .of("s3", "CreateBucket", json!({"Bucket": "dead"}))
        .await;
    let more = json!({
        "StartingPosition": "LATEST", "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::dead"}},
    });
    let uuid = world.map("f", &stream, more).await;
    world.put("s", "k", "fail").await;
    world.seconds(3).await;
    // What holds the word in base64 does not fail.
    assert_eq!(world.seen("f", data).await.len(), 1);
    let listed = world
        .of("s3", "ListObjectsV2", json!({"Bucket": "dead"}))
        .await;
    assert_eq!(listed["Contents"], json!([]));
    world.put("s", "fail", "x").await;
    world.seconds(3).await;
    let listed = world
        .of("s3", "ListObjectsV2", json!({"Bucket": "dead"}))
        .await;
    let key = listed["Contents"][0]["Key"].as_str().unwrap().to_owned();
    let begin = format!("aws/lambda/{uuid}/shardId-000000000000/");
    assert!(key.starts_with(&begin), "{key}");
    let get = json!({"Bucket": "dead", "Key": key});
    let got = world.root.send("s3", "GetObject", get, None).await.unwrap();
    let letter: Json = serde_json::from_slice(&got.body).unwrap();
    let payload: Json = serde_json::from_str(letter["payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload["Records"][0]["kinesis"]["partitionKey"], "fail");
}

#[tokio::test]
async fn a_batch_that_fails_is_halved() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let (stream, dead) = (
        world.stream("s", 1).await,
        world.queue("dead", json!({})).await,
    );
    for n in 0..8 {
        let key = if n == 5 { "fail" } else { "k" };
        world.put("s", key, &n.to_string()).await;
    }
    let more = json!({
        "StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 0,
        "BisectBatchOnFunctionError": true,
        "DestinationConfig": {"OnFailure": {"Destination": dead}},
    });
    world.map("f", &stream, more).await;
    world.seconds(5).await;
    let calls = world.seen("f", data).await;
    let calls: Vec<String> = calls.iter().map(|call| call.concat()).collect();
    assert_eq!(calls, ["01234567", "0123", "4567", "45", "4", "5", "67"]);
    let letters = world.bodies("dead").await;
    assert_eq!(letters[0]["KinesisBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn a_function_says_at_which_record_it_failed() {
    let code = "
import base64, json
def handler(event, context):
    print('EVENT ' + json.dumps(event))
    for r in event['Records']:
        if base64.b64decode(r['kinesis']['data']) == b'bad':
            return {'batchItemFailures': [{'itemIdentifier': r['kinesis']['sequenceNumber']}]}
";
    let world = running().await;
    world.python("f", code, json!({})).await;
    let stream = world.stream("s", 1).await;
    for text in ["a", "b", "bad", "c"] {
        world.put("s", "k", text).await;
    }
    let more = json!({
        "StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 1,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    });
    world.map("f", &stream, more).await;
    world.seconds(10).await;
    let calls = world.seen("f", data).await;
    let calls: Vec<String> = calls.iter().map(|call| call.join(" ")).collect();
    // Those before it are done; what begins with it is tried once more.
    assert_eq!(calls, ["a b bad c", "bad c"]);
}

#[tokio::test]
async fn old_records_are_given_up() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let (stream, dead) = (
        world.stream("s", 1).await,
        world.queue("dead", json!({})).await,
    );
    world.put("s", "k", "old").await;
    world.seconds(100).await;
    world.put("s", "k", "new").await;
    let more = json!({
        "StartingPosition": "TRIM_HORIZON", "MaximumRecordAgeInSeconds": 60,
        "DestinationConfig": {"OnFailure": {"Destination": dead}},
    });
    world.map("f", &stream, more).await;
    world.seconds(3).await;
    assert_eq!(world.seen("f", data).await, [["new"]]);
    assert_eq!(world.bodies("dead").await.len(), 1);
}

#[tokio::test]
async fn s87_each_key_keeps_its_order_in_ten_lanes() {
    let (world, _) = one(SHOW, json!({"ParallelizationFactor": 10, "BatchSize": 5})).await;
    for n in 0..6 {
        for player in 0..10 {
            world
                .put("s", &format!("player{player}"), &format!("{player} {n}"))
                .await;
        }
    }
    world.seconds(5).await;
    let calls = world.seen("f", data).await;
    assert!(calls.len() > 10, "{}", calls.len());
    let all = calls.concat();
    assert_eq!(all.len(), 60);
    for player in 0..10 {
        let own = all
            .iter()
            .filter(|text| text.starts_with(&player.to_string()));
        let expected = (0..6).map(|n| format!("{player} {n}"));
        assert!(own.cloned().eq(expected), "{player}: {all:?}");
    }
}

#[tokio::test]
async fn children_come_behind_their_parents() {
    let (world, _) = one(SHOW, json!({})).await;
    world.put("s", "a", "before").await;
    world.split("s").await;
    world.seconds(5).await;
    for key in ["a", "b", "c", "d"] {
        world.put("s", key, &format!("after {key}")).await;
    }
    world.seconds(5).await;
    world.saw_children_behind().await;
}

#[tokio::test]
async fn a_function_without_room_waits_without_an_end() {
    let (world, _) = one(SHOW, json!({"MaximumRetryAttempts": 0})).await;
    let none = json!({"FunctionName": "f", "ReservedConcurrentExecutions": 0});
    world.ok("PutFunctionConcurrency", none).await;
    world.put("s", "k", "a").await;
    world.seconds(300).await;
    assert!(world.events("f").await.is_empty());
    world
        .ok("DeleteFunctionConcurrency", json!({"FunctionName": "f"}))
        .await;
    world.seconds(70).await;
    assert_eq!(world.seen("f", data).await, [["a"]]);
}

#[tokio::test]
async fn a_tumbling_window_carries_a_state() {
    let code = "
import json
def handler(event, context):
    sum = event['state'].get('sum', 0) + len(event['Records'])
    print('EVENT ' + json.dumps({'Records': [], 'n': len(event['Records']), 'sum': sum,
        'final': event['isFinalInvokeForWindow'], 'window': event['window'],
        'shard': event['shardId']}))
    return {'state': {'sum': sum}}
";
    let (world, _) = one(code, json!({"TumblingWindowInSeconds": 60, "BatchSize": 2})).await;
    // To the beginning of a window.
    let now = world.cloud.cloud.clock.now().as_second();
    world
        .seconds(u64::try_from(60 - now.rem_euclid(60)).unwrap())
        .await;
    for n in 0..5 {
        world.put("s", "k", &n.to_string()).await;
    }
    world.seconds(5).await;
    let shown = async || {
        let events = world.events("f").await;
        let show = |e: &Json| {
            (
                e["n"].as_i64().unwrap(),
                e["sum"].as_i64().unwrap(),
                e["final"] == true,
            )
        };
        events.iter().map(show).collect::<Vec<_>>()
    };
    let open = [(2, 2, false), (2, 4, false), (1, 5, false)];
    assert_eq!(shown().await, open);
    world.seconds(60).await;
    assert_eq!(shown().await[3..], [(0, 5, true)]);
    world.put("s", "k", "next").await;
    world.seconds(2).await;
    assert_eq!(shown().await[4..], [(1, 1, false)]);
    let events = world.events("f").await;
    assert_eq!(events[3]["window"], events[0]["window"]);
    assert_ne!(events[4]["window"], events[0]["window"]);
}
