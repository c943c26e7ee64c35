//! Time to live: items go when their time has come, by the cloud's clock.

mod common;

use common::{World, text, world};
use serde_json::{Value as Json, json};

fn asked(name: &str, attribute: &str, enabled: bool) -> Json {
    let specification = json!({"Enabled": enabled, "AttributeName": attribute});
    json!({"TableName": name, "TimeToLiveSpecification": specification})
}

async fn status(world: &World, name: &str) -> Json {
    let answer = world
        .ok("DescribeTimeToLive", json!({"TableName": name}))
        .await;
    answer["TimeToLiveDescription"].clone()
}

async fn count(world: &World, name: &str) -> u64 {
    let answer = world
        .ok("Scan", json!({"TableName": name, "Select": "COUNT"}))
        .await;
    answer["Count"].as_u64().unwrap()
}

fn item(world: &World, k: &str, seconds: i64) -> Json {
    let second = world.cloud.cloud.clock.now().as_second() + seconds;
    json!({"k": {"S": k}, "ttl": {"N": second.to_string()}})
}

#[tokio::test]
async fn items_go_when_their_time_has_come() {
    let world = world().await;
    world.table("ttl", false).await;
    // Of an item from before and of later ones alike.
    world.put("ttl", item(&world, "before", 600)).await;
    world
        .ok("UpdateTimeToLive", asked("ttl", "ttl", true))
        .await;
    world.seconds(2).await;
    world.put("ttl", item(&world, "soon", 1_200)).await;
    world.put("ttl", item(&world, "late", 90_000)).await;
    world
        .put("ttl", item(&world, "ancient", -6 * 366 * 86_400))
        .await;
    world
        .put("ttl", json!({"k": {"S": "text"}, "ttl": {"S": "1"}}))
        .await;
    world.put("ttl", json!({"k": {"S": "none"}})).await;
    // One is given more time, and one less.
    world.put("ttl", item(&world, "kept", 60)).await;
    world.put("ttl", item(&world, "kept", 90_000)).await;
    world.put("ttl", item(&world, "cut", 90_000)).await;
    world.put("ttl", item(&world, "cut", 60)).await;
    assert_eq!(count(&world, "ttl").await, 8);
    world.seconds(2 * 3_600).await;
    for gone in ["before", "soon", "cut"] {
        assert!(
            world.get("ttl", json!({"k": {"S": gone}})).await.is_null(),
            "{gone}"
        );
    }
    for kept in ["late", "ancient", "text", "none", "kept"] {
        assert!(
            !world.get("ttl", json!({"k": {"S": kept}})).await.is_null(),
            "{kept}"
        );
    }
    world.seconds(86_400).await;
    assert_eq!(count(&world, "ttl").await, 3);
}

#[tokio::test]
async fn many_items_go_and_their_entries_with_them() {
    let world = world().await;
    world
        .make(json!({
            "TableName": "many", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"},
                {"AttributeName": "g", "AttributeType": "S"}],
            "GlobalSecondaryIndexes": [{"IndexName": "by-g", "Projection": {"ProjectionType": "ALL"},
                "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]}]
        }))
        .await;
    world
        .ok("UpdateTimeToLive", asked("many", "ttl", true))
        .await;
    world.seconds(2).await;
    for n in 0..450 {
        let mut item = item(&world, &n.to_string(), 60);
        item["g"] = json!({"S": "all"});
        world.put("many", item).await;
    }
    world.seconds(2 * 3_600).await;
    assert_eq!(count(&world, "many").await, 0);
    let query = json!({"TableName": "many", "IndexName": "by-g",
        "KeyConditionExpression": "g = :g", "ExpressionAttributeValues": {":g": {"S": "all"}}});
    assert_eq!(world.ok("Query", query).await["Count"], 0);
}

#[tokio::test]
async fn streams_say_that_the_service_did_it() {
    let world = world().await;
    world.table("told", false).await;
    let stream = json!({"StreamEnabled": true, "StreamViewType": "OLD_IMAGE"});
    let input = json!({"TableName": "told", "StreamSpecification": stream});
    world.ok("UpdateTable", input).await;
    world.seconds(2).await;
    world
        .ok("UpdateTimeToLive", asked("told", "ttl", true))
        .await;
    world.put("told", item(&world, "a", 60)).await;
    world.seconds(2 * 3_600).await;
    let arn = text(&world.describe("told").await["LatestStreamArn"]);
    let shown = world
        .stream("DescribeStream", json!({"StreamArn": arn}))
        .await;
    let mut told = Vec::new();
    for shard in shown["StreamDescription"]["Shards"].as_array().unwrap() {
        let input = json!({"StreamArn": arn, "ShardId": shard["ShardId"],
            "ShardIteratorType": "TRIM_HORIZON"});
        let next = world.stream("GetShardIterator", input).await["ShardIterator"].clone();
        let answer = world
            .stream("GetRecords", json!({"ShardIterator": next}))
            .await;
        told.extend(answer["Records"].as_array().unwrap().clone());
    }
    assert_eq!(told.len(), 2);
    assert!(told[0]["userIdentity"].is_null());
    assert_eq!(told[1]["eventName"], "REMOVE");
    assert_eq!(told[1]["dynamodb"]["OldImage"]["k"]["S"], "a");
    let who = json!({"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"});
    assert_eq!(told[1]["userIdentity"], who);
}

#[tokio::test]
async fn it_is_switched_on_and_off_once_an_hour() {
    let world = world().await;
    world.table("ttl", false).await;
    let disabled = json!({"TimeToLiveStatus": "DISABLED"});
    assert_eq!(status(&world, "ttl").await, disabled);
    let refused = |input: Json| {
        let world = &world;
        async move { world.refusal("UpdateTimeToLive", input).await }
    };
    assert_eq!(
        refused(asked("ttl", "ttl", false)).await,
        "ValidationException: TimeToLive is already disabled"
    );
    let answer = world
        .ok("UpdateTimeToLive", asked("ttl", "ttl", true))
        .await;
    assert_eq!(answer["TimeToLiveSpecification"]["Enabled"], true);
    assert_eq!(status(&world, "ttl").await["TimeToLiveStatus"], "ENABLING");
    world.seconds(10).await;
    let enabled = json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"});
    assert_eq!(status(&world, "ttl").await, enabled);
    assert_eq!(
        refused(asked("ttl", "ttl", true)).await,
        "ValidationException: TimeToLive is already enabled"
    );
    assert_eq!(
        refused(asked("ttl", "other", true)).await,
        "ValidationException: TimeToLive is active on a different AttributeName: current \
         AttributeName is ttl"
    );
    assert_eq!(
        refused(asked("ttl", "ttl", false)).await,
        "ValidationException: Time to live has been modified multiple times within a fixed interval"
    );
    world.put("ttl", item(&world, "a", 2 * 3_600)).await;
    world.seconds(3_600).await;
    world
        .ok("UpdateTimeToLive", asked("ttl", "ttl", false))
        .await;
    assert_eq!(status(&world, "ttl").await["TimeToLiveStatus"], "DISABLING");
    world.seconds(4 * 3_600).await;
    assert_eq!(status(&world, "ttl").await, disabled);
    assert_eq!(count(&world, "ttl").await, 1);
    // On again, by the same attribute: what has expired meanwhile goes.
    world
        .ok("UpdateTimeToLive", asked("ttl", "ttl", true))
        .await;
    world.seconds(10).await;
    assert_eq!(count(&world, "ttl").await, 0);
    let missing = refused(asked("nothing", "ttl", true)).await;
    assert!(
        missing.starts_with("ResourceNotFoundException"),
        "{missing}"
    );
}
