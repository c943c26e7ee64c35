//! Global tables: replicas of a table in several Regions.

use futures_util::future::join_all;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-northeast-2"];

struct World {
    cloud: TestCloud,
    clients: Vec<Client>,
}

async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_dynamodb::DynamoDb),
            Arc::new(haneul_dynamodb::DynamoDbStreams),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let clients = REGIONS.map(|region| cloud.root().in_region(region));
    World {
        cloud,
        clients: clients.into(),
    }
}

impl World {
    async fn call(&self, at: usize, operation: &str, input: Json) -> Result<Json, String> {
        let answer = self.clients[at].call("dynamodb", operation, input).await;
        answer.map_err(|error| error.to_string())
    }

    async fn ok(&self, at: usize, operation: &str, input: Json) -> Json {
        match self.call(at, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    async fn refusal(&self, at: usize, operation: &str, input: Json) -> String {
        match self.call(at, operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error,
        }
    }

    async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    /// A table in the first Region, perhaps with replicas in further ones.
    async fn table(&self, replicas: usize) {
        let input = json!({
            "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]
        });
        self.ok(0, "CreateTable", input).await;
        self.seconds(2).await;
        for region in &REGIONS[1..=replicas] {
            self.join(region).await;
        }
    }

    async fn join(&self, region: &str) {
        self.ok(0, "UpdateTable", adds(region)).await;
        self.seconds(5).await;
    }

    async fn describe(&self, at: usize) -> Json {
        let answer = self.ok(at, "DescribeTable", json!({"TableName": "tab"}));
        answer.await["Table"].clone()
    }

    async fn put(&self, at: usize, k: &str, n: u64) {
        let item = json!({"k": {"S": k}, "n": {"N": n.to_string()}});
        let input = json!({"TableName": "tab", "Item": item});
        self.ok(at, "PutItem", input).await;
    }

    async fn delete(&self, at: usize, k: &str) {
        let input = json!({"TableName": "tab", "Key": {"k": {"S": k}}});
        self.ok(at, "DeleteItem", input).await;
    }

    /// The numbers of all items.
    async fn all(&self, at: usize) -> BTreeMap<String, String> {
        let answer = self.ok(at, "Scan", json!({"TableName": "tab"})).await;
        let items = answer["Items"].as_array().unwrap().iter();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        items
            .map(|item| (text(&item["k"]["S"]), text(&item["n"]["N"])))
            .collect()
    }
}

fn update(action: Json) -> Json {
    json!({"TableName": "tab", "ReplicaUpdates": [action]})
}

fn adds(region: &str) -> Json {
    update(json!({"Create": {"RegionName": region}}))
}

fn removes(region: &str) -> Json {
    update(json!({"Delete": {"RegionName": region}}))
}

fn shown(n: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = n.iter().map(|(k, n)| (k.to_string(), n.to_string()));
    pairs.collect()
}

#[tokio::test]
async fn ddb_10_a_replica_gets_what_was_there_and_what_comes() {
    let world = world().await;
    world.table(0).await;
    for n in 0..300 {
        world.put(0, &format!("k{n:03}"), n).await;
    }
    let answer = world.ok(0, "UpdateTable", adds(REGIONS[1])).await;
    assert_eq!(answer["TableDescription"]["TableStatus"], "UPDATING");
    assert_eq!(
        world.describe(0).await["Replicas"],
        json!([{"RegionName": REGIONS[1], "ReplicaStatus": "CREATING"}])
    );
    assert_eq!(world.describe(1).await["TableStatus"], "CREATING");
    // What is written meanwhile is there, too.
    world.put(0, "k000", 1_000).await;
    world.delete(0, "k001").await;
    world.seconds(5).await;
    for at in [0, 1] {
        let table = world.describe(at).await;
        let other = [{ json!({"RegionName": REGIONS[1 - at], "ReplicaStatus": "ACTIVE"}) }];
        assert_eq!(table["TableStatus"], "ACTIVE");
        assert_eq!(table["Replicas"], json!(other));
        assert_eq!(table["GlobalTableVersion"], "2019.11.21");
        assert_eq!(
            table["StreamSpecification"]["StreamViewType"],
            "NEW_AND_OLD_IMAGES"
        );
    }
    let there = world.all(1).await;
    assert_eq!(there, world.all(0).await);
    assert_eq!((there.len(), &*there["k000"]), (299, "1000"));
    world.put(1, "from there", 1).await;
    world.seconds(1).await;
    assert_eq!(world.all(0).await["from there"], "1");
    let role = json!({"RoleName": "AWSServiceRoleForDynamoDBReplication"});
    let root = world.cloud.root();
    root.call("iam", "GetRole", role).await.unwrap();
}

#[tokio::test]
async fn the_last_writer_wins_everywhere() {
    let world = world().await;
    world.table(2).await;
    world.put(0, "a", 1).await;
    // Nobody has heard of it when it is written elsewhere, a little later.
    world.seconds(1).await;
    world.put(1, "a", 2).await;
    world.put(2, "a", 3).await;
    world.put(0, "b", 1).await;
    world.delete(1, "b").await;
    world.seconds(2).await;
    let all = world.all(0).await;
    assert_eq!((&world.all(1).await, &world.all(2).await), (&all, &all));
    // Deleted there before it came is not deleted.
    assert_eq!(all["b"], "1");
    world.delete(1, "b").await;
    world.seconds(1).await;
    for at in 0..3 {
        assert!(!world.all(at).await.contains_key("b"));
    }
    // Items say nothing of where and when they were written.
    let get = json!({"TableName": "tab", "Key": {"k": {"S": "a"}}});
    let item = world.ok(2, "GetItem", get).await["Item"].clone();
    assert_eq!(item.as_object().unwrap().len(), 2);
}

/// Writers in three Regions, of a few items, with replication going on in between or not: at the end
/// all have the same, and each item is as somebody wrote it.
#[tokio::test]
async fn s125_concurrent_writers_converge() {
    let world = world().await;
    world.table(2).await;
    let mut state = 7u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    for n in 0..400 {
        let (at, k) = (random(3) as usize, format!("k{}", random(9)));
        match random(4) {
            0 => world.delete(at, &k).await,
            1 => {
                let add = json!({
                    "TableName": "tab", "Key": {"k": {"S": k}},
                    "UpdateExpression": "SET n = :n",
                    "ExpressionAttributeValues": {":n": {"N": n.to_string()}}
                });
                world.ok(at, "UpdateItem", add).await;
            }
            2 => {
                let batch = json!({"RequestItems": {"tab": [
                    {"PutRequest": {"Item": {"k": {"S": k}, "n": {"N": n.to_string()}}}},
                    {"DeleteRequest": {"Key": {"k": {"S": "k99"}}}}
                ]}});
                world.ok(at, "BatchWriteItem", batch).await;
            }
            _ => world.put(at, &k, n).await,
        }
        if random(7) == 0 {
            world
                .cloud
                .advance(Duration::from_millis(random(900)))
                .await;
        }
        // All three at the same time.
        if random(5) == 0 {
            let writes = (0..3).map(|at| world.put(at, &k, 10_000 + n + at as u64));
            join_all(writes).await;
        }
        // One of them leaves and comes again while others write.
        if n == 150 {
            world.seconds(5).await;
            world.ok(0, "UpdateTable", removes(REGIONS[2])).await;
            world.seconds(5).await;
            world.ok(1, "UpdateTable", adds(REGIONS[2])).await;
            world.put(0, "k1", 5_000).await;
            world.put(1, "k2", 5_001).await;
            world.seconds(4).await;
        }
    }
    world.seconds(120).await;
    let first = world.all(0).await;
    assert!(first.len() > 3, "{first:?}");
    assert_eq!(world.all(1).await, first);
    assert_eq!(world.all(2).await, first);
}

#[tokio::test]
async fn what_replicas_share_and_what_they_do_not() {
    let world = world().await;
    world.table(2).await;
    let index = json!({
        "TableName": "tab",
        "AttributeDefinitions": [{"AttributeName": "n", "AttributeType": "N"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "by-n", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}]
        }}]
    });
    world.put(0, "a", 1).await;
    world.seconds(2).await;
    world.ok(1, "UpdateTable", index).await;
    world.seconds(5).await;
    let query = json!({
        "TableName": "tab", "IndexName": "by-n", "KeyConditionExpression": "n = :n",
        "ExpressionAttributeValues": {":n": {"N": "1"}}
    });
    for at in 0..3 {
        assert_eq!(world.ok(at, "Query", query.clone()).await["Count"], 1);
    }
    let ttl = json!({
        "TableName": "tab",
        "TimeToLiveSpecification": {"AttributeName": "until", "Enabled": true}
    });
    world.ok(2, "UpdateTimeToLive", ttl).await;
    let described = world.ok(0, "DescribeTimeToLive", json!({"TableName": "tab"}));
    assert_eq!(
        described.await["TimeToLiveDescription"]["AttributeName"],
        "until"
    );
    let tags = json!({
        "ResourceArn": world.describe(0).await["TableArn"],
        "Tags": [{"Key": "a", "Value": "b"}]
    });
    world.ok(0, "TagResource", tags).await;
    let arn = world.describe(1).await["TableArn"].clone();
    let tags = world.ok(1, "ListTagsOfResource", json!({"ResourceArn": arn}));
    assert_eq!(tags.await["Tags"], json!([]));
    let class = update(json!({"Update": {
        "RegionName": REGIONS[1], "TableClassOverride": "STANDARD_INFREQUENT_ACCESS"
    }}));
    world.ok(0, "UpdateTable", class).await;
    world.seconds(3).await;
    let table = world.describe(0).await;
    assert!(table["TableClassSummary"].is_null());
    let replica = &table["Replicas"][0];
    let class = &replica["ReplicaTableClassSummary"]["TableClass"];
    assert_eq!(class, "STANDARD_INFREQUENT_ACCESS");
    let bounds = update(json!({"Update": {
        "RegionName": REGIONS[2], "OnDemandThroughputOverride": {"MaxReadRequestUnits": 50}
    }}));
    world.ok(0, "UpdateTable", bounds).await;
    world.seconds(3).await;
    let replica = &world.describe(0).await["Replicas"][1];
    assert_eq!(
        replica["OnDemandThroughputOverride"]["MaxReadRequestUnits"],
        50
    );
    assert_eq!(
        world.describe(2).await["OnDemandThroughput"]["MaxReadRequestUnits"],
        50
    );
}

#[tokio::test]
async fn replicas_are_refused_in_the_words_of_aws() {
    let world = world().await;
    world.table(1).await;
    let with = |mut input: Json, name: &str, value: Json| {
        input[name] = value;
        input
    };
    let not_alone = with(adds(REGIONS[2]), "DeletionProtectionEnabled", json!(true));
    let two = json!({"TableName": "tab", "ReplicaUpdates": [
        {"Create": {"RegionName": REGIONS[2]}}, {"Create": {"RegionName": "us-west-2"}}
    ]});
    let cases = [
        (
            not_alone,
            "One or more parameter values were invalid: Replica modification must be the only \
             operation in the request",
        ),
        (
            two,
            "Update table operation with more than one create or delete replica actions not allowed",
        ),
        (
            update(json!({})),
            "There are no actions specified in the Replica Update Action of the request.",
        ),
        (
            adds(REGIONS[0]),
            "Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, \
             DeleteTable, or UpdateTable as required.",
        ),
        (
            adds(REGIONS[1]),
            "Failed to create a the new replica of table with name: ‘tab’ because one or more \
             replicas already existed as tables.",
        ),
        (
            removes(REGIONS[2]),
            "Update global table operation failed because one or more replicas were not part of \
             the global table. Please retry the request without these replicas: [ap-northeast-2].",
        ),
    ];
    for (input, message) in cases {
        let refused = world.refusal(0, "UpdateTable", input).await;
        assert_eq!(refused, format!("ValidationException: {message}"));
    }
    let refused = world.refusal(0, "UpdateTable", adds("mars-1")).await;
    assert!(
        refused.contains("Region mars-1 is not supported."),
        "{refused}"
    );
    let off = json!({"TableName": "tab", "StreamSpecification": {"StreamEnabled": false}});
    assert_eq!(
        world.refusal(1, "UpdateTable", off).await,
        "ValidationException: One or more parameter values were invalid: Disabling Stream is not \
         allowed for a Global Table replica."
    );
    let strong = with(adds(REGIONS[2]), "MultiRegionConsistency", json!("STRONG"));
    let refused = world.refusal(0, "UpdateTable", strong).await;
    assert!(refused.starts_with("NotImplemented"), "{refused}");
    let old = json!({"GlobalTableName": "tab"});
    let refused = world.refusal(0, "DescribeGlobalTable", old).await;
    assert!(
        refused.starts_with("GlobalTableNotFoundException"),
        "{refused}"
    );
}

#[tokio::test]
async fn replicas_go_before_where_they_came_from() {
    let world = world().await;
    world.table(1).await;
    let named = json!({"TableName": "tab"});
    assert_eq!(
        world.refusal(0, "DeleteTable", named.clone()).await,
        "ValidationException: Replica cannot be deleted because it has acted as a source region for \
         new replica(s) being added to the table in the last 24 hours."
    );
    let protect = |on: bool| json!({"TableName": "tab", "DeletionProtectionEnabled": on});
    world.ok(1, "UpdateTable", protect(true)).await;
    assert_eq!(
        world.refusal(0, "UpdateTable", removes(REGIONS[1])).await,
        "ValidationException: Cannot delete table tab in region eu-west-1 because it has deletion \
         protection enabled. Disable deletion protection first."
    );
    world.ok(1, "UpdateTable", protect(false)).await;
    world.put(0, "a", 1).await;
    world.seconds(1).await;
    world.ok(0, "UpdateTable", removes(REGIONS[1])).await;
    let replicas = world.describe(0).await["Replicas"].clone();
    assert_eq!(replicas[0]["ReplicaStatus"], "DELETING");
    // Written while it goes, and for nobody any more.
    world.put(0, "b", 2).await;
    world.seconds(5).await;
    let gone = world.refusal(1, "DescribeTable", named.clone()).await;
    assert!(gone.starts_with("ResourceNotFoundException"), "{gone}");
    let table = world.describe(0).await;
    assert!(table["Replicas"].is_null() && table["GlobalTableVersion"].is_null());
    assert_eq!(world.all(0).await, shown(&[("a", "1"), ("b", "2")]));
    world.ok(0, "DeleteTable", named).await;
    world.seconds(5).await;
}

#[tokio::test]
async fn a_replica_tells_of_its_changes_in_a_stream_of_its_own() {
    let world = world().await;
    world.table(1).await;
    world.put(0, "a", 1).await;
    world.seconds(1).await;
    world.delete(0, "a").await;
    world.seconds(1).await;
    let (here, there) = (world.describe(0).await, world.describe(1).await);
    assert_ne!(here["LatestStreamArn"], there["LatestStreamArn"]);
    let client = &world.clients[1];
    let stream = json!({"StreamArn": there["LatestStreamArn"]});
    let call =
        |operation: &'static str, input: Json| client.must("dynamodbstreams", operation, input);
    let described = call("DescribeStream", stream).await;
    let mut names = Vec::new();
    for shard in described["StreamDescription"]["Shards"].as_array().unwrap() {
        let iterator = json!({
            "StreamArn": there["LatestStreamArn"], "ShardId": shard["ShardId"],
            "ShardIteratorType": "TRIM_HORIZON"
        });
        let iterator = call("GetShardIterator", iterator).await;
        let records = json!({"ShardIterator": iterator["ShardIterator"]});
        let records = call("GetRecords", records).await;
        for record in records["Records"].as_array().unwrap() {
            names.push(record["eventName"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(names, ["INSERT", "REMOVE"]);
}

/// Stamps of what is gone are forgotten after a day, and nothing comes back.
#[tokio::test]
async fn what_is_gone_stays_gone() {
    let world = world().await;
    world.table(1).await;
    world.put(0, "a", 1).await;
    world.put(0, "b", 2).await;
    world.seconds(1).await;
    world.delete(1, "a").await;
    world.seconds(2 * 24 * 3_600).await;
    for at in [0, 1] {
        assert_eq!(world.all(at).await, shown(&[("b", "2")]));
    }
    world.put(1, "a", 3).await;
    world.seconds(1).await;
    assert_eq!(world.all(0).await, shown(&[("a", "3"), ("b", "2")]));
}
