//! Queries and scans, of tables and of indexes.

mod common;

use common::{World, world};
use serde_json::{Value as Json, json};

/// Keys `k` and `s`, a local index over `r`, a global one over `g` and `r`.
async fn indexed() -> World {
    let world = world().await;
    let input = json!({
        "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [
            {"AttributeName": "k", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}
        ],
        "AttributeDefinitions": [
            {"AttributeName": "k", "AttributeType": "S"},
            {"AttributeName": "s", "AttributeType": "N"},
            {"AttributeName": "g", "AttributeType": "S"},
            {"AttributeName": "r", "AttributeType": "S"}
        ],
        "LocalSecondaryIndexes": [{
            "IndexName": "loc", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [
                {"AttributeName": "k", "KeyType": "HASH"},
                {"AttributeName": "r", "KeyType": "RANGE"}
            ]
        }],
        "GlobalSecondaryIndexes": [{
            "IndexName": "glob",
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["v"]},
            "KeySchema": [
                {"AttributeName": "g", "KeyType": "HASH"},
                {"AttributeName": "r", "KeyType": "RANGE"}
            ]
        }]
    });
    world.make(input).await;
    world
}

fn item(k: &str, s: i64) -> Json {
    json!({"k": {"S": k}, "s": {"N": s.to_string()}})
}

fn with(mut item: Json, more: Json) -> Json {
    for (name, value) in more.as_object().expect("attributes") {
        item[name] = value.clone();
    }
    item
}

fn query(condition: &str, values: Json, more: Json) -> Json {
    let query = json!({
        "TableName": "tab", "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values
    });
    with(query, more)
}

/// The sort keys of what was found.
fn sorts(page: &Json) -> Vec<&str> {
    let items = page["Items"].as_array().expect("items");
    items
        .iter()
        .map(|item| item["s"]["N"].as_str().expect("a sort key"))
        .collect()
}

#[tokio::test]
async fn sort_keys_are_in_the_order_of_numbers() {
    let world = indexed().await;
    for sort in [10, -3, 9, 100, 0] {
        world.put("tab", item("a", sort)).await;
    }
    world.put("tab", item("b", 1)).await;
    let k = json!({":k": {"S": "a"}});
    let all = world
        .ok("Query", query("k = :k", k.clone(), json!({})))
        .await;
    assert_eq!(sorts(&all), ["-3", "0", "9", "10", "100"]);
    let back = json!({"ScanIndexForward": false, "Limit": 2});
    let page = world
        .ok("Query", query("k = :k", k.clone(), back.clone()))
        .await;
    assert_eq!(sorts(&page), ["100", "10"]);
    let next = with(back, json!({"ExclusiveStartKey": page["LastEvaluatedKey"]}));
    let page = world.ok("Query", query("k = :k", k, next)).await;
    assert_eq!(sorts(&page), ["9", "0"]);
    let rules = [
        ("s = :a", vec!["9"]),
        ("s < :a", vec!["-3", "0"]),
        ("s <= :a", vec!["-3", "0", "9"]),
        ("s > :a", vec!["10", "100"]),
        ("s >= :a", vec!["9", "10", "100"]),
    ];
    for (rule, expected) in rules {
        let values = json!({":k": {"S": "a"}, ":a": {"N": "9"}});
        let condition = format!("k = :k AND {rule}");
        let found = world
            .ok("Query", query(&condition, values, json!({})))
            .await;
        assert_eq!(sorts(&found), expected, "{rule}");
    }
    let values = json!({":k": {"S": "a"}, ":a": {"N": "0"}, ":b": {"N": "10"}});
    let condition = "k = :k AND s BETWEEN :a AND :b";
    let found = world.ok("Query", query(condition, values, json!({}))).await;
    assert_eq!(sorts(&found), ["0", "9", "10"]);
}

#[tokio::test]
async fn a_page_has_a_megabyte() {
    let world = indexed().await;
    for sort in 0..5 {
        let large = json!({"v": {"S": "x".repeat(300 << 10)}});
        world.put("tab", with(item("a", sort), large)).await;
    }
    let k = json!({":k": {"S": "a"}});
    let asked = json!({"Select": "COUNT", "ReturnConsumedCapacity": "TOTAL"});
    let page = world
        .ok("Query", query("k = :k", k.clone(), asked.clone()))
        .await;
    assert_eq!((&page["Count"], &page["Items"]), (&json!(3), &Json::Null));
    assert_eq!(page["LastEvaluatedKey"], item("a", 2));
    assert_eq!(page["ConsumedCapacity"]["CapacityUnits"], 113.0);
    let next = with(
        asked,
        json!({"ExclusiveStartKey": page["LastEvaluatedKey"]}),
    );
    let page = world.ok("Query", query("k = :k", k, next)).await;
    assert_eq!(page["Count"], 2);
    assert_eq!(page["LastEvaluatedKey"], Json::Null);
}

#[tokio::test]
async fn filters_count_what_they_leave_out() {
    let world = indexed().await;
    for sort in 0..10 {
        let odd = json!({"odd": {"BOOL": sort % 2 == 1}});
        world.put("tab", with(item("a", sort), odd)).await;
    }
    let values = json!({":k": {"S": "a"}, ":yes": {"BOOL": true}});
    let filter = json!({"FilterExpression": "odd = :yes", "Limit": 5});
    let page = world
        .ok("Query", query("k = :k", values.clone(), filter))
        .await;
    assert_eq!(
        (&page["Count"], &page["ScannedCount"]),
        (&json!(2), &json!(5))
    );
    let filter = json!({"FilterExpression": "s > :k"});
    assert_eq!(
        world
            .refusal("Query", query("k = :k", json!({":k": {"S": "a"}}), filter))
            .await,
        "ValidationException: Filter Expression can only contain non-primary key attributes: \
         Primary key attribute: s"
    );
}

#[tokio::test]
async fn indexes_have_what_has_their_keys() {
    let world = indexed().await;
    let full = json!({"g": {"S": "red"}, "r": {"S": "m"}, "v": {"S": "v"}, "w": {"S": "w"}});
    world.put("tab", with(item("a", 1), full)).await;
    world
        .put("tab", with(item("a", 2), json!({"g": {"S": "red"}})))
        .await;
    world
        .put(
            "tab",
            with(item("b", 3), json!({"g": {"S": "red"}, "r": {"S": "a"}})),
        )
        .await;
    let red = json!({":g": {"S": "red"}});
    let glob = json!({"IndexName": "glob", "ReturnConsumedCapacity": "INDEXES"});
    let found = world
        .ok("Query", query("g = :g", red.clone(), glob.clone()))
        .await;
    assert_eq!(sorts(&found), ["3", "1"]);
    assert_eq!(
        found["Items"][1],
        with(
            item("a", 1),
            json!({"g": {"S": "red"}, "r": {"S": "m"}, "v": {"S": "v"}})
        )
    );
    assert_eq!(
        found["ConsumedCapacity"]["GlobalSecondaryIndexes"],
        json!({"glob": {"CapacityUnits": 0.5}})
    );
    let consistent = with(glob.clone(), json!({"ConsistentRead": true}));
    assert_eq!(
        world
            .refusal("Query", query("g = :g", red.clone(), consistent))
            .await,
        "ValidationException: Consistent reads are not supported on global secondary indexes"
    );
    let all = with(glob.clone(), json!({"Select": "ALL_ATTRIBUTES"}));
    assert_eq!(
        world
            .refusal("Query", query("g = :g", red.clone(), all))
            .await,
        "ValidationException: One or more parameter values were invalid: Select type \
         ALL_ATTRIBUTES is not supported for global secondary index glob because its projection \
         type is not ALL"
    );
    // A local index fetches from the table what it lacks.
    let loc = json!({
        "IndexName": "loc", "Select": "ALL_ATTRIBUTES", "ReturnConsumedCapacity": "INDEXES"
    });
    let found = world
        .ok("Query", query("k = :k", json!({":k": {"S": "a"}}), loc))
        .await;
    assert_eq!(found["Items"][0]["w"], json!({"S": "w"}));
    assert_eq!(found["ConsumedCapacity"]["CapacityUnits"], 1.0);
    // What loses its key leaves the index, and what is deleted, too.
    let gone = json!({
        "TableName": "tab", "Key": item("a", 1), "UpdateExpression": "REMOVE g",
        "ReturnConsumedCapacity": "INDEXES"
    });
    let updated = world.ok("UpdateItem", gone).await;
    assert_eq!(
        updated["ConsumedCapacity"],
        json!({
            "TableName": "tab", "CapacityUnits": 2.0, "Table": {"CapacityUnits": 1.0},
            "GlobalSecondaryIndexes": {"glob": {"CapacityUnits": 1.0}}
        })
    );
    world
        .ok(
            "DeleteItem",
            json!({"TableName": "tab", "Key": item("b", 3)}),
        )
        .await;
    assert_eq!(
        world.ok("Query", query("g = :g", red, glob)).await["Count"],
        0
    );
    let wrong = json!({"TableName": "tab", "Item": with(item("a", 1), json!({"g": {"N": "1"}}))});
    assert_eq!(
        world.refusal("PutItem", wrong).await,
        "ValidationException: One or more parameter values were invalid: Type mismatch for Index \
         Key g Expected: S Actual: N IndexName: glob"
    );
}

#[tokio::test]
async fn segments_of_a_scan_are_all_items_once() {
    let world = indexed().await;
    for number in 0..60 {
        world.put("tab", item(&format!("k{number}"), number)).await;
    }
    let mut found = Vec::new();
    for segment in 0..4 {
        let mut scan = json!({
            "TableName": "tab", "Segment": segment, "TotalSegments": 4, "Limit": 7
        });
        loop {
            let page = world.ok("Scan", scan.clone()).await;
            found.extend(sorts(&page).iter().map(|sort| sort.parse::<i64>().unwrap()));
            match page["LastEvaluatedKey"].clone() {
                Json::Null => break,
                last => scan["ExclusiveStartKey"] = last,
            }
        }
    }
    found.sort_unstable();
    assert_eq!(found, (0..60).collect::<Vec<i64>>());
}

#[tokio::test]
async fn an_index_is_made_while_items_are_written() {
    let world = world().await;
    world.table("tab", false).await;
    for number in 0..450 {
        let item = json!({"k": {"S": format!("k{number}")}, "g": {"S": "x"}});
        world.put("tab", item).await;
    }
    let create = json!({
        "TableName": "tab",
        "AttributeDefinitions": [
            {"AttributeName": "k", "AttributeType": "S"},
            {"AttributeName": "g", "AttributeType": "S"}
        ],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "glob", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]
        }}]
    });
    let made = world.ok("UpdateTable", create).await;
    let index = &made["TableDescription"]["GlobalSecondaryIndexes"][0];
    assert_eq!(
        (&index["IndexStatus"], &index["Backfilling"]),
        (&json!("CREATING"), &json!(true))
    );
    world
        .put("tab", json!({"k": {"S": "late"}, "g": {"S": "x"}}))
        .await;
    let query = json!({
        "TableName": "tab", "IndexName": "glob", "KeyConditionExpression": "g = :g",
        "ExpressionAttributeValues": {":g": {"S": "x"}}, "Select": "COUNT"
    });
    assert_eq!(
        world.refusal("Query", query.clone()).await,
        "ValidationException: Cannot read from backfilling global secondary index: glob"
    );
    world.seconds(2).await;
    let shown = world.describe("tab").await;
    assert_eq!(shown["TableStatus"], "ACTIVE");
    assert_eq!(shown["GlobalSecondaryIndexes"][0]["IndexStatus"], "ACTIVE");
    assert_eq!(world.ok("Query", query.clone()).await["Count"], 451);
    let delete = json!({
        "TableName": "tab", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "glob"}}]
    });
    let deleted = world.ok("UpdateTable", delete).await;
    assert_eq!(
        deleted["TableDescription"]["GlobalSecondaryIndexes"][0]["IndexStatus"],
        "DELETING"
    );
    world.seconds(2).await;
    let shown = world.describe("tab").await;
    assert_eq!(shown["GlobalSecondaryIndexes"], Json::Null);
    assert_eq!(
        shown["AttributeDefinitions"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(
        world.refusal("Query", query).await,
        "ValidationException: The table does not have the specified index: glob"
    );
}
