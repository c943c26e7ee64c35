//! A cloud with Kinesis in it, and short words for what tests do with streams.
#![allow(dead_code)]

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_kinesis::Kinesis;
use haneul_store::Store;
pub use haneul_testkit::text;
use haneul_testkit::{ACCOUNT, NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::ops::Deref;
use std::sync::Arc;

pub struct World(haneul_testkit::World);

impl Deref for World {
    type Target = haneul_testkit::World;

    fn deref(&self) -> &haneul_testkit::World {
        &self.0
    }
}

pub async fn world() -> World {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> =
        vec![Arc::new(Kinesis), Arc::new(haneul_kms::Kms)];
    let cloud = TestCloud::new(services, Arc::new(NoIdentity)).await;
    World(haneul_testkit::World::new(cloud, "kinesis"))
}

/// A world over a store that may be there already.
pub async fn world_over(store: Store) -> World {
    let cloud = TestCloud::over(store, vec![Arc::new(Kinesis)]).await;
    World(haneul_testkit::World::new(cloud, "kinesis"))
}

pub async fn world_in(directory: &std::path::Path) -> World {
    world_over(Store::open(directory).expect("the store opens")).await
}

impl World {
    /// An active stream of so many shards.
    pub async fn stream(&self, name: &str, shards: u32) {
        let input = json!({"StreamName": name, "ShardCount": shards});
        self.ok("CreateStream", input).await;
        self.seconds(2).await;
    }

    pub async fn summary(&self, name: &str) -> Json {
        let answer = self
            .ok("DescribeStreamSummary", json!({"StreamName": name}))
            .await;
        answer["StreamDescriptionSummary"].clone()
    }

    pub async fn shards(&self, name: &str) -> Vec<Json> {
        let answer = self.ok("ListShards", json!({"StreamName": name})).await;
        answer["Shards"].as_array().cloned().unwrap_or_default()
    }

    pub async fn put(&self, stream: &str, key: &str, data: &str) -> Json {
        let data = BASE64_STANDARD.encode(data);
        let input = json!({"StreamName": stream, "PartitionKey": key, "Data": data});
        self.ok("PutRecord", input).await
    }

    pub async fn iterator(&self, stream: &str, shard: &str, kind: &str) -> String {
        let input = json!({"StreamName": stream, "ShardId": shard, "ShardIteratorType": kind});
        text(&self.ok("GetShardIterator", input).await["ShardIterator"])
    }

    pub async fn get(&self, iterator: &str) -> Json {
        self.ok("GetRecords", json!({"ShardIterator": iterator}))
            .await
    }

    /// The texts of all records of a shard, a second for each read.
    pub async fn all(&self, stream: &str, shard: &str) -> Vec<String> {
        let mut iterator = self.iterator(stream, shard, "TRIM_HORIZON").await;
        let mut found = Vec::new();
        loop {
            let got = self.get(&iterator).await;
            found.extend(texts(&got));
            let over = got["MillisBehindLatest"] == 0 && texts(&got).is_empty();
            match got["NextShardIterator"].as_str() {
                Some(next) if !over => iterator = next.to_owned(),
                _ => return found,
            }
            self.seconds(6).await;
        }
    }

    pub fn arn(&self, name: &str) -> String {
        format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/{name}")
    }
}

pub fn texts(got: &Json) -> Vec<String> {
    let records = got["Records"].as_array().expect("records");
    records
        .iter()
        .map(|record| {
            let data = BASE64_STANDARD.decode(text(&record["Data"]));
            String::from_utf8(data.expect("base64")).expect("a text")
        })
        .collect()
}

pub const FIRST: &str = "shardId-000000000000";
