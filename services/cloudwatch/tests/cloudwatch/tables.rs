//! What DynamoDB measures of tables.

use crate::cloud::{now, world};
use haneul_testkit::metrics::measured;
use haneul_testkit::{World, text};
use serde_json::{Value as Json, json};

/// Sum and number of samples of a metric over the last hour and this minute.
async fn seen(world: &World, name: &str, dimensions: &[(&str, &str)]) -> (f64, f64) {
    let seen = measured(&world.cloud, 1, "AWS/DynamoDB", name, dimensions).await;
    (seen.sum, seen.samples)
}

async fn table(world: &World) {
    let attribute = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let schema = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 7});
    let input = json!({
        "TableName": "tab", "KeySchema": schema("k"), "ProvisionedThroughput": units,
        "AttributeDefinitions": [attribute("k"), attribute("g")],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-g", "KeySchema": schema("g"), "ProvisionedThroughput": units,
            "Projection": {"ProjectionType": "ALL"}
        }]
    });
    world.client.must("dynamodb", "CreateTable", input).await;
    world.seconds(2).await;
}

async fn items(world: &World, operation: &str, mut input: Json) -> Json {
    input["TableName"] = json!("tab");
    world.client.must("dynamodb", operation, input).await
}

async fn refused(world: &World, operation: &str, input: Json) -> String {
    let answer = world.client.call("dynamodb", operation, input).await;
    answer.expect_err("it is refused").to_string()
}

#[tokio::test(start_paused = true)]
async fn calls_on_tables_are_measured() {
    let world = world().await;
    table(&world).await;
    for k in ["a", "b", "c"] {
        let item = json!({"Item": {"k": {"S": k}, "g": {"S": "x"}}});
        items(&world, "PutItem", item).await;
    }
    let query = json!({
        "IndexName": "by-g", "KeyConditionExpression": "g = :g",
        "ExpressionAttributeValues": {":g": {"S": "x"}}
    });
    assert_eq!(items(&world, "Query", query).await["Count"], 3);
    let taken = json!({"TableName": "tab", "Item": {"k": {"S": "a"}},
        "ConditionExpression": "attribute_not_exists(k)"});
    let refusal = refused(&world, "PutItem", taken).await;
    assert!(refusal.starts_with("ConditionalCheckFailed"), "{refusal}");
    let wrong = json!({"TableName": "tab", "Key": {"other": {"S": "a"}}});
    refused(&world, "GetItem", wrong).await;
    let nowhere = json!({"TableName": "nowhere", "Key": {"k": {"S": "a"}}});
    refused(&world, "GetItem", nowhere).await;
    world.seconds(301).await;

    let of = |operation: &'static str| [("TableName", "tab"), ("Operation", operation)];
    let (took, samples) = seen(&world, "SuccessfulRequestLatency", &of("PutItem")).await;
    assert!(took > 0.0 && samples == 3.0, "{took} of {samples}");
    let query = of("Query");
    assert_eq!(seen(&world, "ReturnedItemCount", &query).await, (3.0, 1.0));
    assert_eq!(
        seen(&world, "SuccessfulRequestLatency", &of("GetItem"))
            .await
            .1,
        0.0
    );
    let tab = [("TableName", "tab")];
    assert_eq!(
        seen(&world, "ConditionalCheckFailedRequests", &tab).await,
        (1.0, 1.0)
    );
    assert_eq!(seen(&world, "UserErrors", &[]).await, (2.0, 2.0));
    let index = [("TableName", "tab"), ("GlobalSecondaryIndexName", "by-g")];
    // Three entries were written, beside three items and one that was refused.
    for (dimensions, units) in [(&tab[..], 4.0), (&index[..], 3.0)] {
        let (sum, _) = seen(&world, "ConsumedWriteCapacityUnits", dimensions).await;
        assert_eq!(sum, units, "{dimensions:?}");
        let (sum, samples) = seen(&world, "ProvisionedWriteCapacityUnits", dimensions).await;
        assert!(samples >= 1.0 && sum == 7.0 * samples, "{sum} of {samples}");
    }
    assert_eq!(
        seen(&world, "ConsumedReadCapacityUnits", &index).await.0,
        0.5
    );
}

#[tokio::test(start_paused = true)]
async fn background_work_on_tables_is_measured() {
    let world = world().await;
    table(&world).await;
    let ttl = json!({"TimeToLiveSpecification": {"Enabled": true, "AttributeName": "t"}});
    items(&world, "UpdateTimeToLive", ttl).await;
    let soon = (now(&world) + 10).to_string();
    for k in ["a", "b"] {
        let item = json!({"Item": {"k": {"S": k}, "t": {"N": soon}}});
        items(&world, "PutItem", item).await;
    }
    let update = json!({
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"},
            {"AttributeName": "h", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "late", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "h", "KeyType": "HASH"}],
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
        }}]
    });
    items(&world, "UpdateTable", update).await;
    world.seconds(3_000).await;
    let tab = [("TableName", "tab")];
    assert_eq!(
        seen(&world, "TimeToLiveDeletedItemCount", &tab).await,
        (2.0, 2.0)
    );
    let late = [("TableName", "tab"), ("GlobalSecondaryIndexName", "late")];
    let (percent, samples) = seen(&world, "OnlineIndexPercentageProgress", &late).await;
    assert!(percent >= 100.0 && samples >= 1.0, "{percent} of {samples}");
}

#[tokio::test(start_paused = true)]
async fn items_that_transactions_meet_at_are_counted() {
    let world = world().await;
    table(&world).await;
    let add = async || {
        let add = |k: &str| {
            json!({"Update": {
                "TableName": "tab", "Key": {"k": {"S": k}}, "UpdateExpression": "ADD n :n",
                "ExpressionAttributeValues": {":n": {"N": "1"}}
            }})
        };
        let input = json!({"TransactItems": [add("a"), add("b")]});
        let answer = world.client.call("dynamodb", "TransactWriteItems", input);
        let refused = answer.await.err().map(|error| error.message);
        refused.map_or(0, |why| why.matches("TransactionConflict").count())
    };
    // There is enough for all of them.
    world.seconds(60).await;
    let (a, b, c, d, e, f) = tokio::join!(add(), add(), add(), add(), add(), add());
    let all = [a, b, c, d, e, f];
    world.seconds(61).await;
    let (sum, _) = seen(&world, "TransactionConflict", &[("TableName", "tab")]).await;
    assert_eq!(sum, all.iter().sum::<usize>() as f64);
    let of = [("TableName", "tab"), ("Operation", "TransactWriteItems")];
    let (_, samples) = seen(&world, "SuccessfulRequestLatency", &of).await;
    let done = all.iter().filter(|conflicts| **conflicts == 0).count();
    assert_eq!(samples, done as f64);
}

#[tokio::test(start_paused = true)]
async fn readers_of_streams_and_replicas_are_measured() {
    let world = world().await;
    let input = json!({
        "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]
    });
    world.client.must("dynamodb", "CreateTable", input).await;
    world.seconds(2).await;
    let there = json!({"ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]});
    items(&world, "UpdateTable", there).await;
    world.seconds(5).await;
    for k in ["a", "b", "c"] {
        items(&world, "PutItem", json!({"Item": {"k": {"S": k}}})).await;
    }
    world.seconds(2).await;
    let shown = items(&world, "DescribeTable", json!({})).await;
    let stream = text(&shown["Table"]["LatestStreamArn"]);
    let ask = async |operation: &str, input: Json| {
        world.client.must("dynamodbstreams", operation, input).await
    };
    let described = ask("DescribeStream", json!({"StreamArn": stream})).await;
    let shards = described["StreamDescription"]["Shards"].as_array().unwrap();
    for shard in shards {
        let from = json!({
            "StreamArn": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"
        });
        let iterator = ask("GetShardIterator", from).await;
        let get = json!({"ShardIterator": iterator["ShardIterator"]});
        ask("GetRecords", get).await;
    }
    world.seconds(61).await;
    let label = stream.rsplit('/').next().unwrap();
    let of = [
        ("TableName", "tab"),
        ("StreamLabel", label),
        ("Operation", "GetRecords"),
    ];
    assert_eq!(seen(&world, "ReturnedRecordsCount", &of).await.0, 3.0);
    // What lies in it is no more than keys and images of two letters each.
    let bytes = seen(&world, "ReturnedBytes", &of).await.0;
    assert!((6.0..60.0).contains(&bytes), "{bytes}");
    let of = [("TableName", "tab"), ("ReceivingRegion", "eu-west-1")];
    assert_eq!(seen(&world, "ReplicationLatency", &of).await.1, 3.0);
}
