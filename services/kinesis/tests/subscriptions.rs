//! Consumers with a throughput of their own: records come to them.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use common::{FIRST, World, text, world};
use haneul_pipeline::AwsError;
use haneul_wire::eventstream::Frame;
use serde_json::{Value as Json, json};
use std::time::Duration;
use tokio::task::JoinHandle;

async fn consumer(world: &World) -> String {
    let named = json!({"StreamARN": world.arn("s"), "ConsumerName": "fan"});
    let made = world.ok("RegisterStreamConsumer", named).await;
    world.seconds(2).await;
    text(&made["Consumer"]["ConsumerARN"])
}

type Subscription = JoinHandle<Result<Bytes, AwsError>>;

/// What comes until the subscription ends.
fn subscribe(world: &World, consumer: &str, shard: &str, from: Json) -> Subscription {
    let client = world.client.clone();
    let input = json!({"ConsumerARN": consumer, "ShardId": shard, "StartingPosition": from});
    tokio::spawn(async move {
        let sent = client.send("kinesis", "SubscribeToShard", input, None);
        Ok(sent.await?.body)
    })
}

/// Type and document of each event.
fn events(mut bytes: &[u8]) -> Vec<(String, Json)> {
    let mut events = Vec::new();
    while let Some((frame, length)) = Frame::decode(bytes).unwrap() {
        let kind = frame.text(":event-type").or(frame.text(":exception-type"));
        let document = serde_json::from_slice(&frame.payload).unwrap();
        events.push((kind.unwrap().to_owned(), document));
        bytes = &bytes[length..];
    }
    events
}

fn records(events: &[(String, Json)]) -> Vec<String> {
    let records = events.iter().filter_map(|(_, e)| e["Records"].as_array());
    records
        .flatten()
        .map(|record| {
            let data = BASE64_STANDARD.decode(text(&record["Data"])).unwrap();
            String::from_utf8(data).unwrap()
        })
        .collect()
}

/// Lets the subscription see what is there.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn records_come_for_five_minutes_and_the_next_subscription_goes_on() {
    let world = world().await;
    world.stream("s", 1).await;
    let consumer = consumer(&world).await;
    world.put("s", "k", "before").await;
    let from = json!({"Type": "TRIM_HORIZON"});
    let subscription = subscribe(&world, &consumer, FIRST, from);
    settle().await;
    world.put("s", "k", "while").await;
    settle().await;
    world.seconds(300).await;
    let got = events(&subscription.await.unwrap().unwrap());
    assert_eq!(got[0].0, "initial-response");
    assert!(
        got[1..]
            .iter()
            .all(|(kind, _)| kind == "SubscribeToShardEvent")
    );
    assert_eq!(records(&got), ["before", "while"]);
    world.put("s", "k", "later").await;
    let last = &got.last().unwrap().1["ContinuationSequenceNumber"];
    let from = json!({"Type": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last});
    let subscription = subscribe(&world, &consumer, FIRST, from);
    settle().await;
    world.seconds(300).await;
    let got = events(&subscription.await.unwrap().unwrap());
    assert_eq!(records(&got), ["later"]);
}

#[tokio::test(start_paused = true)]
async fn a_newer_subscription_takes_the_place_of_an_older_one() {
    let world = world().await;
    world.stream("s", 1).await;
    let consumer = consumer(&world).await;
    let latest = || json!({"Type": "LATEST"});
    let first = subscribe(&world, &consumer, FIRST, latest());
    settle().await;
    let early = subscribe(&world, &consumer, FIRST, latest()).await.unwrap();
    assert_eq!(early.unwrap_err().code, "ResourceInUseException");
    world.seconds(5).await;
    let second = subscribe(&world, &consumer, FIRST, latest());
    settle().await;
    let got = events(&first.await.unwrap().unwrap());
    assert_eq!(got.last().unwrap().0, "ResourceInUseException");
    world.put("s", "k", "for the second").await;
    settle().await;
    world.seconds(300).await;
    let got = events(&second.await.unwrap().unwrap());
    assert_eq!(records(&got), ["for the second"]);
}

#[tokio::test(start_paused = true)]
async fn a_subscription_ends_with_its_shard() {
    let world = world().await;
    world.stream("s", 1).await;
    let consumer = consumer(&world).await;
    world.put("s", "k", "last").await;
    let from = json!({"Type": "TRIM_HORIZON"});
    let subscription = subscribe(&world, &consumer, FIRST, from);
    settle().await;
    let middle = "170141183460469231731687303715884105728";
    let split = json!({"StreamName": "s", "ShardToSplit": FIRST, "NewStartingHashKey": middle});
    world.ok("SplitShard", split).await;
    let ended = tokio::time::timeout(Duration::from_secs(60), subscription).await;
    let got = events(&ended.unwrap().unwrap().unwrap());
    assert_eq!(records(&got), ["last"]);
    let last = &got.last().unwrap().1;
    assert_eq!(last["ChildShards"].as_array().unwrap().len(), 2);
    assert_eq!(last.get("ContinuationSequenceNumber"), None);
}

#[tokio::test(start_paused = true)]
async fn a_subscription_ends_with_its_consumer() {
    let world = world().await;
    world.stream("s", 1).await;
    let consumer = consumer(&world).await;
    let subscription = subscribe(&world, &consumer, FIRST, json!({"Type": "LATEST"}));
    settle().await;
    let gone = json!({"ConsumerARN": consumer});
    world.ok("DeregisterStreamConsumer", gone).await;
    let ended = tokio::time::timeout(Duration::from_secs(60), subscription).await;
    let got = events(&ended.unwrap().unwrap().unwrap());
    assert_eq!(got.last().unwrap().0, "ResourceInUseException");
}
