//! Two nodes over one database: what is put through either comes to whoever listens at the other, in
//! order, and nothing is missed.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::{FIRST, text};
use haneul_blob::Blobs;
use haneul_kinesis::Kinesis;
use haneul_pipeline::{Service, background};
use haneul_testkit::{ACCOUNT, Client, NoIdentity, REGION};
use haneul_wire::eventstream::Frame;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const PRODUCERS: usize = 4;
const RECORDS: usize = 40;

async fn node(url: &str, blobs: &Blobs, number: u64) -> Client {
    let services: Vec<Arc<dyn Service>> = vec![Arc::new(Kinesis)];
    haneul_testkit::node(url, blobs, number, services, Arc::new(NoIdentity)).await
}

async fn ok(client: &Client, operation: &str, input: Json) -> Json {
    match client.call("kinesis", operation, input).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation}: {error}"),
    }
}

async fn produce(client: Client, key: String) {
    for number in 0..RECORDS {
        let data = BASE64_STANDARD.encode(number.to_string());
        let input = json!({"StreamName": "s", "PartitionKey": key, "Data": data});
        ok(&client, "PutRecord", input).await;
    }
}

/// The numbers of each key, as they came.
fn numbers(mut bytes: &[u8]) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    while let Some((frame, length)) = Frame::decode(bytes).unwrap() {
        let event: Json = serde_json::from_slice(&frame.payload).unwrap();
        for record in event["Records"].as_array().into_iter().flatten() {
            let data = BASE64_STANDARD.decode(text(&record["Data"])).unwrap();
            let number = String::from_utf8(data).unwrap().parse().unwrap();
            let key = text(&record["PartitionKey"]);
            found.entry(key).or_default().push(number);
        }
        bytes = &bytes[length..];
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_put_through_either_node_come_in_order_and_all() {
    let url = haneul_testkit_postgres::fresh_schema();
    let blobs = Blobs::memory();
    let (one, two) = (node(&url, &blobs, 1).await, node(&url, &blobs, 2).await);
    let made = json!({"StreamName": "s", "ShardCount": 1});
    ok(&one, "CreateStream", made).await;
    // More than what is made takes: the clocks of two nodes may be a little apart.
    let moment = Duration::from_secs(3);
    background::advance(&one.cloud, moment).await.unwrap();
    let arn = format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/s");
    let consumer = json!({"StreamARN": arn, "ConsumerName": "fan"});
    let consumer = ok(&two, "RegisterStreamConsumer", consumer).await;
    background::advance(&one.cloud, moment).await.unwrap();
    let listening = tokio::spawn({
        let listener = one.clone();
        let input = json!({
            "ConsumerARN": consumer["Consumer"]["ConsumerARN"],
            "ShardId": FIRST,
            "StartingPosition": {"Type": "TRIM_HORIZON"}
        });
        async move {
            let sent = listener.send("kinesis", "SubscribeToShard", input, None);
            sent.await.unwrap().body
        }
    });
    let producers: Vec<_> = (0..PRODUCERS)
        .map(|at| {
            let through = if at % 2 == 0 { &one } else { &two };
            tokio::spawn(produce(through.clone(), format!("key-{at}")))
        })
        .collect();
    for producer in producers {
        producer.await.unwrap();
    }
    // The shard ends, and with it what comes of it.
    let middle = "170141183460469231731687303715884105728";
    let split = json!({"StreamName": "s", "ShardToSplit": FIRST, "NewStartingHashKey": middle});
    ok(&two, "SplitShard", split).await;
    let heard = tokio::time::timeout(Duration::from_secs(60), listening).await;
    let found = numbers(&heard.expect("the subscription ends").unwrap());
    assert_eq!(found.len(), PRODUCERS);
    let all: Vec<usize> = (0..RECORDS).collect();
    for (key, numbers) in found {
        assert_eq!(numbers, all, "{key}");
    }
}
