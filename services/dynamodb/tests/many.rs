//! Batches and transactions.

mod common;

use common::{World, index, world};
use futures_util::future::join_all;
use haneul_model::Value;
use serde_json::{Value as Json, json};

async fn table() -> World {
    let world = world().await;
    world.table("tab", false).await;
    world
}

fn key(k: &str) -> Json {
    json!({"k": {"S": k}})
}

fn put(k: &str, n: i64) -> Json {
    json!({"Put": {"TableName": "tab", "Item": {"k": {"S": k}, "n": {"N": n.to_string()}}}})
}

/// The codes of the reasons for which a transaction was cancelled.
fn codes(error: &haneul_pipeline::AwsError) -> Vec<String> {
    let reasons = error
        .fields
        .iter()
        .find(|(name, _)| *name == "CancellationReasons");
    let reasons = reasons
        .and_then(|(_, value)| value.as_list())
        .expect("reasons");
    reasons
        .iter()
        .map(|one| one.str("Code").unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_batch_is_written_and_read() {
    let world = table().await;
    let puts: Vec<Json> = (0..25)
        .map(|n| json!({"PutRequest": {"Item": key(&format!("k{n}"))}}))
        .collect();
    let batch = json!({"RequestItems": {"tab": puts}, "ReturnConsumedCapacity": "TOTAL"});
    let answer = world.ok("BatchWriteItem", batch).await;
    assert_eq!(answer["UnprocessedItems"], json!({}));
    assert_eq!(answer["ConsumedCapacity"][0]["CapacityUnits"], 25.0);
    let keys = json!([key("k1"), key("none"), key("k24")]);
    let batch = json!({"RequestItems": {"tab": {"Keys": keys}}});
    let answer = world.ok("BatchGetItem", batch).await;
    assert_eq!(answer["Responses"]["tab"], json!([key("k1"), key("k24")]));
    let twice = json!({"RequestItems": {"tab": {"Keys": [key("a"), key("a")]}}});
    assert_eq!(
        world.refusal("BatchGetItem", twice).await,
        "ValidationException: Provided list of item keys contains duplicates"
    );
}

#[tokio::test]
async fn a_batch_of_more_than_16_mb_leaves_the_rest() {
    let world = table().await;
    let mut keys = Vec::new();
    for n in 0..45 {
        let k = format!("k{n:02}");
        world
            .put(
                "tab",
                json!({"k": {"S": k}, "v": {"S": "x".repeat(390 << 10)}}),
            )
            .await;
        keys.push(key(&k));
    }
    let batch = json!({"RequestItems": {"tab": {"Keys": keys}}});
    let answer = world.ok("BatchGetItem", batch).await;
    let got = answer["Responses"]["tab"].as_array().map_or(0, Vec::len);
    let left = answer["UnprocessedKeys"]["tab"]["Keys"]
        .as_array()
        .map_or(0, Vec::len);
    assert_eq!((got, left), (42, 3));
    let rest = json!({"RequestItems": answer["UnprocessedKeys"]});
    let answer = world.ok("BatchGetItem", rest).await;
    assert_eq!(answer["Responses"]["tab"].as_array().map_or(0, Vec::len), 3);
}

#[tokio::test]
async fn a_transaction_is_all_or_nothing() {
    let world = table().await;
    world
        .put("tab", json!({"k": {"S": "a"}, "n": {"N": "1"}}))
        .await;
    let check = json!({"ConditionCheck": {
        "TableName": "tab", "Key": key("a"), "ConditionExpression": "n > :n",
        "ExpressionAttributeValues": {":n": {"N": "5"}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD"
    }});
    let both = json!({"TransactItems": [put("b", 2), check]});
    let error = world.call("TransactWriteItems", both).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for \
         specific reasons [None, ConditionalCheckFailed]"
    );
    let reasons = error.fields[0].1.as_list().expect("reasons");
    assert!(matches!(reasons[1].get("Item"), Some(Value::Map(_))));
    assert_eq!(world.get("tab", key("b")).await, Json::Null);
    let steps = json!([
        put("b", 2),
        {"Update": {
            "TableName": "tab", "Key": key("a"), "UpdateExpression": "SET n = n + :n",
            "ExpressionAttributeValues": {":n": {"N": "5"}}
        }},
        {"Delete": {"TableName": "tab", "Key": key("c")}}
    ]);
    let write = json!({"TransactItems": steps, "ReturnConsumedCapacity": "TOTAL"});
    let answer = world.ok("TransactWriteItems", write).await;
    assert_eq!(
        answer["ConsumedCapacity"],
        json!([{"TableName": "tab", "CapacityUnits": 6.0, "WriteCapacityUnits": 6.0}])
    );
    let get = |k: &str| json!({"Get": {"TableName": "tab", "Key": key(k)}});
    let both = json!({"TransactItems": [get("a"), get("none"), get("b")]});
    let answer = world.ok("TransactGetItems", both).await;
    assert_eq!(answer["Responses"][0]["Item"]["n"], json!({"N": "6"}));
    assert_eq!(answer["Responses"][1], json!({}));
    assert_eq!(answer["Responses"][2]["Item"]["n"], json!({"N": "2"}));
    let twice = json!({"TransactItems": [put("b", 1), put("b", 2)]});
    assert_eq!(
        world.refusal("TransactWriteItems", twice).await,
        "ValidationException: Transaction request cannot include multiple operations on one item"
    );
}

#[tokio::test]
async fn a_token_makes_a_transaction_happen_once() {
    let world = table().await;
    let add = |n: i64| {
        json!({"ClientRequestToken": "token", "TransactItems": [{"Update": {
            "TableName": "tab", "Key": key("a"), "UpdateExpression": "ADD n :n",
            "ExpressionAttributeValues": {":n": {"N": n.to_string()}}
        }}]})
    };
    world.ok("TransactWriteItems", add(1)).await;
    world.ok("TransactWriteItems", add(1)).await;
    assert_eq!(world.get("tab", key("a")).await["n"], json!({"N": "1"}));
    let refusal = world.refusal("TransactWriteItems", add(2)).await;
    assert!(
        refusal.starts_with("IdempotentParameterMismatchException"),
        "{refusal}"
    );
    world.seconds(600).await;
    world.ok("TransactWriteItems", add(1)).await;
    assert_eq!(world.get("tab", key("a")).await["n"], json!({"N": "2"}));
}

#[tokio::test]
async fn transactions_at_the_same_time_are_done_or_cancelled_whole() {
    let world = table().await;
    let add = || {
        let add = |k: &str| {
            json!({"Update": {
                "TableName": "tab", "Key": key(k), "UpdateExpression": "ADD n :n",
                "ExpressionAttributeValues": {":n": {"N": "1"}}
            }})
        };
        world.call(
            "TransactWriteItems",
            json!({"TransactItems": [add("a"), add("b")]}),
        )
    };
    let outcomes = join_all((0..20).map(|_| add())).await;
    let mut done = 0;
    for outcome in outcomes {
        match outcome {
            Ok(_) => done += 1,
            Err(error) => assert_eq!(codes(&error), ["TransactionConflict"; 2]),
        }
    }
    assert!(done > 0);
    for k in ["a", "b"] {
        assert_eq!(
            world.get("tab", key(k)).await["n"],
            json!({"N": done.to_string()})
        );
    }
}

#[tokio::test]
async fn a_transaction_larger_than_can_be_is_refused_whole() {
    let world = table().await;
    let large = "x".repeat(390 << 10);
    let mut steps = Vec::new();
    for n in 0..70 {
        let k = format!("k{n}");
        world
            .put("tab", json!({"k": {"S": k}, "v": {"S": large}}))
            .await;
        steps.push(json!({"Update": {
            "TableName": "tab", "Key": key(&k), "UpdateExpression": "SET n = :n",
            "ExpressionAttributeValues": {":n": {"N": "1"}}
        }}));
    }
    let refusal = world
        .refusal("TransactWriteItems", json!({"TransactItems": steps}))
        .await;
    assert!(refusal.starts_with("ValidationException"), "{refusal}");
    assert_eq!(world.get("tab", key("k0")).await["n"], Json::Null);
}

#[tokio::test]
async fn collections_tell_their_size() {
    let world = world().await;
    let local = index("loc", "KEYS_ONLY", ("k", "r"));
    let indexes = json!({"LocalSecondaryIndexes": [local]});
    world.table_with("tab", &["r"], indexes).await;
    let put = json!({
        "TableName": "tab", "Item": {"k": {"S": "a"}, "s": {"S": "1"}, "r": {"S": "1"}},
        "ReturnItemCollectionMetrics": "SIZE"
    });
    let expected = json!({
        "ItemCollectionKey": {"k": {"S": "a"}}, "SizeEstimateRangeGB": [0.0, 1.0]
    });
    let answer = world.ok("PutItem", put.clone()).await;
    assert_eq!(answer["ItemCollectionMetrics"], expected);
    world.seconds(6 * 3_600).await;
    let shown = world.describe("tab").await;
    assert_eq!(shown["LocalSecondaryIndexes"][0]["ItemCount"], 1);
    assert_eq!(
        world.ok("PutItem", put).await["ItemCollectionMetrics"],
        expected
    );
}
