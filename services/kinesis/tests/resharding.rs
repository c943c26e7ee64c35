//! Shards that take the place of others.

mod common;

use common::{FIRST, text, texts, world};
use serde_json::{Value as Json, json};

const MIDDLE: &str = "170141183460469231731687303715884105728";

#[tokio::test]
async fn parents_are_read_to_their_end_and_children_go_on() {
    let world = world().await;
    world.stream("s", 1).await;
    world.put("s", "k", "before").await;
    let split = json!({"StreamName": "s", "ShardToSplit": FIRST, "NewStartingHashKey": MIDDLE});
    world.ok("SplitShard", split.clone()).await;
    assert_eq!(world.summary("s").await["StreamStatus"], "UPDATING");
    // While it is being changed it goes on.
    let put = world.put("s", "k", "behind").await;
    let child = text(&put["ShardId"]);
    assert_ne!(child, FIRST);
    world.seconds(2).await;
    let iterator = world.iterator("s", FIRST, "TRIM_HORIZON").await;
    let got = world.get(&iterator).await;
    assert_eq!(texts(&got), ["before"]);
    assert_eq!(got.get("NextShardIterator"), None);
    let children = got["ChildShards"].as_array().unwrap();
    assert_eq!(children.len(), 2);
    assert_eq!(children[0]["ParentShards"], json!([FIRST]));
    assert_eq!(world.all("s", &child).await, ["behind"]);
    let shards = world.shards("s").await;
    assert!(shards[0]["SequenceNumberRange"]["EndingSequenceNumber"].is_string());
    assert_eq!(shards[1]["ParentShardId"], FIRST);
    let refusal = world.refusal("SplitShard", split).await;
    assert!(
        refusal.contains("has already been merged or split"),
        "{refusal}"
    );
    let merge = json!({
        "StreamName": "s", "ShardToMerge": "shardId-000000000002",
        "AdjacentShardToMerge": "shardId-000000000001"
    });
    world.ok("MergeShards", merge).await;
    world.seconds(2).await;
    let merged = &world.shards("s").await[3];
    assert_eq!(merged["ParentShardId"], "shardId-000000000002");
    assert_eq!(merged["AdjacentParentShardId"], "shardId-000000000001");
    assert_eq!(world.summary("s").await["OpenShardCount"], 1);
}

#[tokio::test]
async fn what_cannot_be_split_or_merged_is_refused() {
    let world = world().await;
    world.stream("s", 3).await;
    let split =
        |key: &str| json!({"StreamName": "s", "ShardToSplit": FIRST, "NewStartingHashKey": key});
    let refusal = world.refusal("SplitShard", split("1")).await;
    assert!(
        refusal.contains("is not both greater than one plus the shard's StartingHashKey 0"),
        "{refusal}"
    );
    let merge = json!({
        "StreamName": "s", "ShardToMerge": FIRST, "AdjacentShardToMerge": "shardId-000000000002"
    });
    assert_eq!(
        world.refusal("MergeShards", merge).await,
        "InvalidArgumentException: Shards shardId-000000000000 and shardId-000000000002 in stream \
         s under account 111122223333 are not an adjacent pair of shards eligible for merging"
    );
    let count = |count: u32| json!({"StreamName": "s", "TargetShardCount": count, "ScalingType": "UNIFORM_SCALING"});
    assert_eq!(
        world.refusal("UpdateShardCount", count(7)).await,
        "InvalidArgumentException: UpdateShardCount cannot scale up over double your current open \
         shard count. Current open shard count: 3 Target shard count: 7"
    );
    let answer = world.ok("UpdateShardCount", count(2)).await;
    assert_eq!(
        (&answer["CurrentShardCount"], &answer["TargetShardCount"]),
        (&json!(3), &json!(2))
    );
    world.seconds(2).await;
    assert_eq!(world.summary("s").await["OpenShardCount"], 2);
}

async fn ids(world: &common::World, filter: Json) -> Vec<String> {
    let input = json!({"StreamName": "s", "ShardFilter": filter});
    let answer = world.ok("ListShards", input).await;
    let shards = answer["Shards"].as_array().unwrap().iter();
    shards.map(|shard| text(&shard["ShardId"])).collect()
}

#[tokio::test]
async fn shards_are_listed_as_of_a_time() {
    let world = world().await;
    world.stream("s", 1).await;
    world.seconds(60).await;
    let split = json!({"StreamName": "s", "ShardToSplit": FIRST, "NewStartingHashKey": MIDDLE});
    world.ok("SplitShard", split).await;
    world.seconds(60).await;
    let now = world.cloud.cloud.clock.now().as_second();
    let count = async |filter: Json| ids(&world, filter).await.len();
    assert_eq!(count(json!({"Type": "AT_LATEST"})).await, 2);
    assert_eq!(count(json!({"Type": "FROM_TRIM_HORIZON"})).await, 3);
    let before = json!({"Type": "AT_TIMESTAMP", "Timestamp": now - 90});
    assert_eq!(ids(&world, before).await, [FIRST]);
    let at = json!({"Type": "AT_TIMESTAMP", "Timestamp": now});
    assert_eq!(count(at).await, 2);
    let from = json!({"Type": "FROM_TIMESTAMP", "Timestamp": now - 90});
    assert_eq!(count(from).await, 3);
    assert_eq!(
        ids(&world, json!({"Type": "AT_TRIM_HORIZON"})).await,
        [FIRST]
    );
    let after = json!({"Type": "AFTER_SHARD_ID", "ShardId": FIRST});
    assert_eq!(count(after).await, 2);
    let another = json!({"StreamName": "s", "StreamCreationTimestamp": now - 5_000});
    let refusal = world.refusal("ListShards", another).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    let page = json!({"StreamName": "s", "MaxResults": 2});
    let page = world.ok("ListShards", page).await;
    let rest = world
        .ok("ListShards", json!({"NextToken": page["NextToken"]}))
        .await;
    assert_eq!(rest["Shards"][0]["ShardId"], "shardId-000000000002");
    // A closed shard is forgotten with its records.
    world.seconds(25 * 3_600).await;
    world.seconds(3_600).await;
    assert_eq!(count(json!({"Type": "FROM_TRIM_HORIZON"})).await, 2);
}

#[tokio::test]
async fn a_stream_on_demand_grows_when_it_must() {
    let world = world().await;
    let mode = json!({"StreamName": "s", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}});
    world.ok("CreateStream", mode).await;
    world.seconds(2).await;
    assert_eq!(world.summary("s").await["OpenShardCount"], 4);
    world.seconds(15 * 60).await;
    let records: Vec<Json> = (0..500)
        .map(|_| json!({"Data": "eA==", "PartitionKey": "same"}))
        .collect();
    let put = json!({"StreamName": "s", "Records": records});
    let mut failed = 0;
    for _ in 0..3 {
        let answer = world.ok("PutRecords", put.clone()).await;
        failed += answer["FailedRecordCount"].as_i64().unwrap();
    }
    assert_eq!(failed, 500);
    world.seconds(2).await;
    assert_eq!(world.summary("s").await["OpenShardCount"], 8);
    let mode = |mode: &str| json!({"StreamARN": world.arn("s"), "StreamModeDetails": {"StreamMode": mode}});
    world.ok("UpdateStreamMode", mode("PROVISIONED")).await;
    world.seconds(2).await;
    assert_eq!(
        world.summary("s").await["StreamModeDetails"]["StreamMode"],
        "PROVISIONED"
    );
}
