//! A cloud with Kinesis in it, and short words for what tests do with streams.
#![allow(dead_code)]

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_blob::Blobs;
use haneul_kinesis::Kinesis;
use haneul_pipeline::{AwsError, Caller, Cloud, Parts, Settings, background};
use haneul_policy::{Principal, PrincipalKind};
use haneul_runtime::{Mode, Random};
use haneul_store::Store;
use haneul_testkit::{ACCOUNT, Client, NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub struct World {
    pub cloud: TestCloud,
    pub client: Client,
}

pub async fn world() -> World {
    let cloud = TestCloud::new(vec![Arc::new(Kinesis)], Arc::new(NoIdentity)).await;
    let client = cloud.root();
    World { cloud, client }
}

/// A world over a store that may be there already.
pub async fn world_over(store: Store) -> World {
    let parts = Parts {
        store,
        blobs: Blobs::memory(),
        random: Random::from_host(),
        services: vec![Arc::new(Kinesis)],
        identity: Arc::new(NoIdentity),
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node: None,
    };
    let cloud = TestCloud {
        cloud: Cloud::open(parts).await.expect("the cloud opens"),
    };
    let frozen = background::set_mode(&cloud.cloud, Mode::Frozen).await;
    frozen.expect("the clock can be frozen");
    let client = cloud.root();
    World { cloud, client }
}

pub async fn world_in(directory: &std::path::Path) -> World {
    world_over(Store::open(directory).expect("the store opens")).await
}

impl World {
    pub async fn call(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.client.call("kinesis", operation, input).await
    }

    /// A call that must succeed.
    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        match self.call(operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    /// `Code: message` of a call that must be refused.
    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        match self.call(operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error.to_string(),
        }
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

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

    /// A user of an account whom no policy allows anything.
    pub fn user(&self, account: &str) -> Client {
        let mut caller = Caller::root("aws", account, "AKIAUSER");
        caller.principal = Principal {
            arn: format!("arn:aws:iam::{account}:user/someone"),
            account: account.to_owned(),
            kind: PrincipalKind::User,
            user_id: "AIDASOMEONE".to_owned(),
        };
        self.cloud.as_caller(caller)
    }
}

pub fn text(value: &Json) -> String {
    value.as_str().expect("a text").to_owned()
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
