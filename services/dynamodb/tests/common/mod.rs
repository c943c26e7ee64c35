//! A cloud with DynamoDB in it, and short words for what tests do with tables.
#![allow(dead_code)]

use haneul_blob::Blobs;
use haneul_dynamodb::{DynamoDb, DynamoDbStreams};
use haneul_pipeline::{AwsError, Caller, Cloud, Parts, Service, Settings, background};
use haneul_policy::{Principal, PrincipalKind};
use haneul_runtime::{Mode, Random};
use haneul_store::Store;
use haneul_testkit::{ACCOUNT, Client, NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub struct World {
    pub cloud: TestCloud,
    pub client: Client,
}

fn services() -> Vec<Arc<dyn Service>> {
    vec![Arc::new(DynamoDb), Arc::new(DynamoDbStreams)]
}

pub async fn world() -> World {
    let cloud = TestCloud::new(services(), Arc::new(NoIdentity)).await;
    let client = cloud.root();
    World { cloud, client }
}

/// A world over a store that may be there already.
pub async fn world_over(store: Store) -> World {
    let parts = Parts {
        store,
        blobs: Blobs::memory(),
        random: Random::from_host(),
        services: services(),
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
        self.client.call("dynamodb", operation, input).await
    }

    /// A call that must succeed.
    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        match self.call(operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    pub async fn stream(&self, operation: &str, input: Json) -> Json {
        let answer = self
            .client
            .call("dynamodbstreams", operation, input.clone())
            .await;
        answer.unwrap_or_else(|error| panic!("{operation} {input}: {error}"))
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

    /// An active table on demand with the key `k`, and the sort key `s` perhaps: both are texts.
    pub async fn table(&self, name: &str, is_sorted: bool) {
        let mut schema = vec![json!({"AttributeName": "k", "KeyType": "HASH"})];
        let mut attributes = vec![json!({"AttributeName": "k", "AttributeType": "S"})];
        if is_sorted {
            schema.push(json!({"AttributeName": "s", "KeyType": "RANGE"}));
            attributes.push(json!({"AttributeName": "s", "AttributeType": "S"}));
        }
        let input = json!({
            "TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": schema, "AttributeDefinitions": attributes
        });
        self.make(input).await;
    }

    /// A table, as soon as it is active.
    pub async fn make(&self, input: Json) {
        self.ok("CreateTable", input).await;
        self.seconds(2).await;
    }

    pub async fn describe(&self, name: &str) -> Json {
        let answer = self.ok("DescribeTable", json!({"TableName": name})).await;
        answer["Table"].clone()
    }

    pub async fn put(&self, table: &str, item: Json) {
        let input = json!({"TableName": table, "Item": item});
        self.ok("PutItem", input).await;
    }

    /// Null where there is none.
    pub async fn get(&self, table: &str, key: Json) -> Json {
        let input = json!({"TableName": table, "Key": key});
        self.ok("GetItem", input).await["Item"].clone()
    }

    /// All items of a table, by their key `k`.
    pub async fn all(&self, table: &str) -> BTreeMap<String, Json> {
        let mut found = BTreeMap::new();
        let mut start = Json::Null;
        loop {
            let mut input = json!({"TableName": table, "ConsistentRead": true});
            if !start.is_null() {
                input["ExclusiveStartKey"] = start;
            }
            let answer = self.ok("Scan", input).await;
            for item in answer["Items"].as_array().into_iter().flatten() {
                found.insert(text(&item["k"]["S"]), item.clone());
            }
            start = answer["LastEvaluatedKey"].clone();
            if start.is_null() {
                return found;
            }
        }
    }

    /// A table on demand with the keys `k` and `s`, other texts, and indexes of them.
    pub async fn table_with(&self, name: &str, others: &[&str], indexes: Json) {
        let of_kind = |name: &&str| json!({"AttributeName": name, "AttributeType": "S"});
        let attributes: Vec<Json> = ["k", "s"].iter().chain(others).map(of_kind).collect();
        let mut input = json!({
            "TableName": name, "BillingMode": "PAY_PER_REQUEST", "KeySchema": schema("k", "s"),
            "AttributeDefinitions": attributes
        });
        for (kind, list) in indexes.as_object().into_iter().flatten() {
            input[kind] = list.clone();
        }
        self.make(input).await;
    }

    pub fn arn(&self, name: &str) -> String {
        format!("arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{name}")
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

pub fn schema(hash: &str, range: &str) -> Json {
    json!([
        {"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}
    ])
}

/// An index of all items by two attributes.
pub fn index(name: &str, projection: &str, keys: (&str, &str)) -> Json {
    json!({
        "IndexName": name, "Projection": {"ProjectionType": projection},
        "KeySchema": schema(keys.0, keys.1)
    })
}
