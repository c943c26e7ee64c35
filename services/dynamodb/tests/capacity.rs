//! Capacity: what is refused beyond it, and when it comes back.

mod common;

use common::{World, world};
use serde_json::{Value as Json, json};

async fn provisioned(reads: u32, writes: u32) -> World {
    let world = world().await;
    let input = json!({
        "TableName": "tab",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "k", "AttributeType": "S"},
            {"AttributeName": "g", "AttributeType": "S"}
        ],
        "ProvisionedThroughput": {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes},
        "GlobalSecondaryIndexes": [{
            "IndexName": "glob", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
        }]
    });
    world.make(input).await;
    world
}

fn put(k: u32, more: Json) -> Json {
    let mut item = json!({"k": {"S": format!("k{k}")}});
    for (name, value) in more.as_object().expect("attributes") {
        item[name] = value.clone();
    }
    json!({"TableName": "tab", "Item": item})
}

/// How many of so many writes are taken.
async fn taken(world: &World, count: u32) -> usize {
    let mut taken = 0;
    for k in 0..count {
        match world.call("PutItem", put(k, json!({}))).await {
            Ok(_) => taken += 1,
            Err(error) => assert_eq!(
                error.to_string(),
                "ProvisionedThroughputExceededException: The level of configured provisioned \
                 throughput for the table was exceeded. Consider increasing your provisioning \
                 level with the UpdateTable API."
            ),
        }
    }
    taken
}

#[tokio::test]
async fn ddb_3_a_table_takes_what_was_provisioned_and_five_minutes_of_it_in_a_burst() {
    let world = provisioned(5, 5).await;
    // Two seconds have gone by since it was made.
    assert_eq!(taken(&world, 20).await, 10);
    world.seconds(1).await;
    assert_eq!(taken(&world, 20).await, 5);
    world.seconds(3_600).await;
    assert_eq!(taken(&world, 1_600).await, 1_500);
    let demand = json!({"TableName": "tab", "BillingMode": "PAY_PER_REQUEST"});
    world.ok("UpdateTable", demand).await;
    assert_eq!(taken(&world, 100).await, 100);
}

#[tokio::test]
async fn an_index_refuses_writes_for_its_table() {
    let world = provisioned(100, 100).await;
    let colour = json!({"g": {"S": "red"}});
    world.ok("PutItem", put(1, colour.clone())).await;
    world.ok("PutItem", put(2, colour.clone())).await;
    let error = world.call("PutItem", put(3, colour)).await.unwrap_err();
    assert!(
        error.message.contains("global secondary indexes"),
        "{error}"
    );
    assert_eq!(
        world.get("tab", json!({"k": {"S": "k3"}})).await,
        Json::Null
    );
    world.ok("PutItem", put(4, json!({}))).await;
}

#[tokio::test]
async fn a_batch_leaves_what_there_is_no_capacity_for() {
    let world = provisioned(5, 5).await;
    let requests: Vec<Json> = (0..20)
        .map(|k| json!({"PutRequest": {"Item": put(k, json!({}))["Item"]}}))
        .collect();
    let batch = json!({"RequestItems": {"tab": requests}});
    let answer = world.ok("BatchWriteItem", batch.clone()).await;
    let left = answer["UnprocessedItems"]["tab"]
        .as_array()
        .map_or(0, Vec::len);
    assert_eq!(left, 10);
    let refusal = world.refusal("BatchWriteItem", batch).await;
    assert!(
        refusal.starts_with("ProvisionedThroughputExceeded"),
        "{refusal}"
    );
    let keys: Vec<Json> = (0..30)
        .map(|k| json!({"k": {"S": format!("k{k}")}}))
        .collect();
    let batch = json!({"RequestItems": {"tab": {"Keys": keys}}});
    let answer = world.ok("BatchGetItem", batch).await;
    let left = answer["UnprocessedKeys"]["tab"]["Keys"]
        .as_array()
        .map_or(0, Vec::len);
    assert_eq!(left, 10);
}

#[tokio::test]
async fn a_bound_on_demand_is_kept() {
    let world = world().await;
    let input = json!({
        "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "OnDemandThroughput": {"MaxWriteRequestUnits": 3}
    });
    world.make(input).await;
    for k in 0..3 {
        world.ok("PutItem", put(k, json!({}))).await;
    }
    let error = world.call("PutItem", put(9, json!({}))).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ThrottlingException: Throughput exceeds the maximum OnDemandThroughput configured on \
         table or index"
    );
}

#[tokio::test]
async fn one_key_gives_what_a_partition_gives() {
    let world = world().await;
    world.table("tab", true).await;
    for s in 0..5 {
        let item = json!({
            "k": {"S": "hot"}, "s": {"S": s.to_string()}, "v": {"S": "x".repeat(300 << 10)}
        });
        world.put("tab", item).await;
    }
    let query = json!({
        "TableName": "tab", "KeyConditionExpression": "k = :k", "Select": "COUNT",
        "ExpressionAttributeValues": {":k": {"S": "hot"}}, "ConsistentRead": true
    });
    let mut asked = 0;
    let error = loop {
        match world.call("Query", query.clone()).await {
            Ok(_) => asked += 1,
            Err(error) => break error,
        }
    };
    // A page has 226 units, a partition gives 3,000 a second, and five seconds were unused.
    assert_eq!((&*error.code, asked), ("ThrottlingException", 67));
    let other = json!({"TableName": "tab", "Key": {"k": {"S": "k"}, "s": {"S": "1"}}});
    world.ok("GetItem", other).await;
    world.seconds(1).await;
    world.ok("Query", query).await;
}
