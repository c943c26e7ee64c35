//! Items: put, got, updated and deleted by their keys.

mod common;

use common::{World, index, world};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};

async fn sorted() -> World {
    let world = world().await;
    world.table("tab", true).await;
    world
}

fn key(k: &str, s: &str) -> Json {
    json!({"k": {"S": k}, "s": {"S": s}})
}

#[tokio::test]
async fn ddb_7_items_of_a_table_need_not_have_the_same_attributes() {
    let world = world().await;
    world.table("tab", false).await;
    let one = json!({"k": {"S": "one"}, "n": {"N": "1.50"}, "b": {"B": "aGk="}});
    let two = json!({
        "k": {"S": "two"}, "ss": {"SS": ["b", "a"]}, "l": {"L": [{"NULL": true}, {"BOOL": false}]}
    });
    world.put("tab", one).await;
    world.put("tab", two).await;
    assert_eq!(
        world.get("tab", json!({"k": {"S": "one"}})).await,
        json!({"b": {"B": "aGk="}, "k": {"S": "one"}, "n": {"N": "1.5"}})
    );
    assert_eq!(
        world.get("tab", json!({"k": {"S": "two"}})).await,
        json!({
            "k": {"S": "two"}, "l": {"L": [{"NULL": true}, {"BOOL": false}]},
            "ss": {"SS": ["a", "b"]}
        })
    );
}

#[tokio::test]
async fn ddb_5_inner_fields_are_read_and_updated_by_path() {
    let world = sorted().await;
    let mut item = key("a", "1");
    item["doc"] = json!({"M": {"x": {"M": {"y": {"N": "1"}}}, "l": {"L": [{"S": "first"}]}}});
    world.put("tab", item).await;
    let update = json!({
        "TableName": "tab", "Key": key("a", "1"),
        "UpdateExpression": "SET doc.#x.y = doc.#x.y + :one, doc.l[1] = :second",
        "ExpressionAttributeNames": {"#x": "x"},
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":second": {"S": "second"}},
        "ReturnValues": "UPDATED_NEW"
    });
    let updated = world.ok("UpdateItem", update).await;
    assert_eq!(
        updated["Attributes"]["doc"]["M"]["x"],
        json!({"M": {"y": {"N": "2"}}})
    );
    let part = json!({
        "TableName": "tab", "Key": key("a", "1"), "ProjectionExpression": "doc.x.y, doc.l[1]"
    });
    assert_eq!(
        world.ok("GetItem", part).await["Item"],
        json!({"doc": {"M": {"l": {"L": [{"S": "second"}]}, "x": {"M": {"y": {"N": "2"}}}}}})
    );
}

#[tokio::test]
async fn conditions_are_kept_and_tell_the_item_if_asked() {
    let world = sorted().await;
    let mut put = json!({
        "TableName": "tab", "Item": key("a", "1"),
        "ConditionExpression": "attribute_not_exists(k)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD"
    });
    world.ok("PutItem", put.clone()).await;
    let refused = world.call("PutItem", put.clone()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "ConditionalCheckFailedException: The conditional request failed"
    );
    assert_eq!(refused.fields.len(), 1);
    put["ConditionExpression"] = json!("attribute_exists(k)");
    world.ok("PutItem", put).await;
    let delete = json!({
        "TableName": "tab", "Key": key("a", "1"), "ConditionExpression": "s = :two",
        "ExpressionAttributeValues": {":two": {"S": "2"}}
    });
    let refusal = world.refusal("DeleteItem", delete).await;
    assert!(refusal.starts_with("ConditionalCheckFailed"), "{refusal}");
}

#[tokio::test]
async fn what_is_returned_is_what_was_asked_for() {
    let world = sorted().await;
    let mut update = json!({
        "TableName": "tab", "Key": key("a", "1"), "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": "2"}}
    });
    let cases = [
        ("NONE", Json::Null),
        (
            "ALL_OLD",
            json!({"k": {"S": "a"}, "n": {"N": "2"}, "s": {"S": "1"}}),
        ),
        (
            "ALL_NEW",
            json!({"k": {"S": "a"}, "n": {"N": "6"}, "s": {"S": "1"}}),
        ),
        ("UPDATED_OLD", json!({"n": {"N": "6"}})),
        ("UPDATED_NEW", json!({"n": {"N": "10"}})),
    ];
    for (asked, expected) in cases {
        update["ReturnValues"] = json!(asked);
        let answer = world.ok("UpdateItem", update.clone()).await;
        assert_eq!(answer["Attributes"], expected, "{asked}");
    }
    let put = json!({"TableName": "tab", "Item": key("a", "1"), "ReturnValues": "ALL_OLD"});
    assert_eq!(
        world.ok("PutItem", put.clone()).await["Attributes"]["n"],
        json!({"N": "10"})
    );
    let delete = json!({"TableName": "tab", "Key": key("a", "1"), "ReturnValues": "ALL_OLD"});
    assert_eq!(
        world.ok("DeleteItem", delete.clone()).await["Attributes"],
        key("a", "1")
    );
    assert_eq!(
        world.ok("DeleteItem", delete).await["Attributes"],
        Json::Null
    );
    let mut wrong = put;
    wrong["ReturnValues"] = json!("ALL_NEW");
    assert_eq!(
        world.refusal("PutItem", wrong).await,
        "ValidationException: ReturnValues can only be ALL_OLD or NONE"
    );
}

#[tokio::test]
async fn what_no_item_can_be_is_refused_in_aws_words() {
    let world = sorted().await;
    let invalid = "One or more parameter values were invalid";
    let cases = [
        (
            json!({"k": {"S": "a"}}),
            format!("{invalid}: Missing the key s in the item"),
        ),
        (
            json!({"k": {"N": "1"}, "s": {"S": "1"}}),
            format!("{invalid}: Type mismatch for key k expected: S actual: N"),
        ),
        (
            json!({"k": {"S": ""}, "s": {"S": "1"}}),
            "One or more parameter values are not valid. The AttributeValue for a key attribute \
             cannot contain an empty string value. Key: k"
                .to_owned(),
        ),
        (
            json!({"k": {"S": "k".repeat(2_049)}, "s": {"S": "1"}}),
            format!("{invalid}: Size of hashkey has exceeded the maximum size limit of2048 bytes"),
        ),
        (
            json!({"k": {"S": "a"}, "s": {"S": "1"}, "x": {}}),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                .to_owned(),
        ),
        (
            json!({"k": {"S": "a"}, "s": {"S": "1"}, "x": {"S": "a", "N": "1"}}),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of \
             the supported datatypes"
                .to_owned(),
        ),
        (
            json!({"k": {"S": "a"}, "s": {"S": "1"}, "x": {"SS": []}}),
            format!("{invalid}: An string set  may not be empty"),
        ),
        (
            json!({"k": {"S": "a"}, "s": {"S": "1"}, "x": {"N": "abc"}}),
            "The parameter cannot be converted to a numeric value: abc".to_owned(),
        ),
        (
            json!({"k": {"S": "a"}, "s": {"S": "1"}, "x": {"S": "x".repeat(400 << 10)}}),
            "Item size has exceeded the maximum allowed size".to_owned(),
        ),
    ];
    for (item, words) in cases {
        let put = json!({"TableName": "tab", "Item": item});
        let refusal = world.refusal("PutItem", put).await;
        assert_eq!(refusal, format!("ValidationException: {words}"));
    }
    let get = json!({"TableName": "tab", "Key": {"k": {"S": "a"}}});
    assert_eq!(
        world.refusal("GetItem", get).await,
        "ValidationException: The provided key element does not match the schema"
    );
    let update = json!({
        "TableName": "tab", "Key": key("a", "1"), "UpdateExpression": "SET k = :v",
        "ExpressionAttributeValues": {":v": {"S": "b"}}
    });
    assert_eq!(
        world.refusal("UpdateItem", update).await,
        format!(
            "ValidationException: {invalid}: Cannot update attribute k. This attribute is part of \
             the key"
        )
    );
    let missing = json!({"TableName": "other", "Key": key("a", "1")});
    assert_eq!(
        world.refusal("GetItem", missing).await,
        "ResourceNotFoundException: Requested resource not found"
    );
}

#[tokio::test]
async fn an_item_of_400_kb_fits() {
    let world = world().await;
    world.table("tab", false).await;
    let text = "x".repeat((400 << 10) - 3);
    world
        .put("tab", json!({"k": {"S": "a"}, "v": {"S": text}}))
        .await;
    let item = world.get("tab", json!({"k": {"S": "a"}})).await;
    assert_eq!(item["v"]["S"].as_str().map(str::len), Some((400 << 10) - 3));
    let put = json!({
        "TableName": "tab", "Item": {"k": {"S": "a"}}, "ReturnConsumedCapacity": "TOTAL"
    });
    let answer = world.ok("PutItem", put).await;
    assert_eq!(
        answer["ConsumedCapacity"],
        json!({"TableName": "tab", "CapacityUnits": 400.0})
    );
}

#[tokio::test]
async fn the_longest_keys_there_are() {
    let world = world().await;
    let global = index("glob", "ALL", ("g", "h"));
    let indexes = json!({"GlobalSecondaryIndexes": [global]});
    world.table_with("tab", &["g", "h"], indexes).await;
    let item = json!({
        "k": {"S": "\0".repeat(2_048)}, "s": {"S": "\0".repeat(1_024)},
        "g": {"S": "\0".repeat(2_048)}, "h": {"S": "\0".repeat(1_024)}
    });
    world.put("tab", item.clone()).await;
    let scan = json!({"TableName": "tab", "IndexName": "glob", "Limit": 1});
    let page = world.ok("Scan", scan.clone()).await;
    assert_eq!(page["Items"], json!([item]));
    let mut next = scan;
    next["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
    assert_eq!(world.ok("Scan", next).await["Count"], 0);
}

#[tokio::test]
async fn reads_and_writes_say_what_they_cost() {
    let world = sorted().await;
    let mut item = key("a", "1");
    item["v"] = json!({"S": "x".repeat(5_000)});
    let put = json!({"TableName": "tab", "Item": item, "ReturnConsumedCapacity": "INDEXES"});
    let answer = world.ok("PutItem", put).await;
    assert_eq!(
        answer["ConsumedCapacity"],
        json!({"TableName": "tab", "CapacityUnits": 5.0, "Table": {"CapacityUnits": 5.0}})
    );
    let cases = [
        ("1", false, 1.0),
        ("1", true, 2.0),
        ("none", false, 0.5),
        ("none", true, 1.0),
    ];
    for (sort, consistent, units) in cases {
        let get = json!({
            "TableName": "tab", "Key": key("a", sort), "ConsistentRead": consistent,
            "ReturnConsumedCapacity": "TOTAL"
        });
        let answer = world.ok("GetItem", get).await;
        assert_eq!(
            answer["ConsumedCapacity"]["CapacityUnits"], units,
            "{sort} {consistent}"
        );
    }
}

#[tokio::test]
async fn a_counter_counts_every_one_of_many_at_once() {
    let world = world().await;
    world.table("tab", false).await;
    let add = || {
        let update = json!({
            "TableName": "tab", "Key": {"k": {"S": "c"}}, "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}}
        });
        world.ok("UpdateItem", update)
    };
    join_all((0..50).map(|_| add())).await;
    assert_eq!(
        world.get("tab", json!({"k": {"S": "c"}})).await["n"],
        json!({"N": "50"})
    );
}

#[tokio::test]
async fn parameters_of_before_expressions_still_work() {
    let world = sorted().await;
    let put = json!({
        "TableName": "tab", "Item": key("a", "1"), "Expected": {"k": {"Exists": false}}
    });
    world.ok("PutItem", put.clone()).await;
    let refusal = world.refusal("PutItem", put).await;
    assert!(refusal.starts_with("ConditionalCheckFailed"), "{refusal}");
    let update = json!({
        "TableName": "tab", "Key": key("a", "1"),
        "AttributeUpdates": {"n": {"Action": "ADD", "Value": {"N": "3"}}}
    });
    world.ok("UpdateItem", update).await;
    let get = json!({"TableName": "tab", "Key": key("a", "1"), "AttributesToGet": ["n"]});
    assert_eq!(
        world.ok("GetItem", get).await["Item"],
        json!({"n": {"N": "3"}})
    );
    let mixed = json!({
        "TableName": "tab", "Key": key("a", "1"), "AttributesToGet": ["n"],
        "ProjectionExpression": "n"
    });
    assert_eq!(
        world.refusal("GetItem", mixed).await,
        "ValidationException: Can not use both expression and non-expression parameters in the \
         same request: Non-expression parameters: {AttributesToGet} Expression parameters: \
         {ProjectionExpression}"
    );
}

#[tokio::test]
async fn names_of_attributes_are_not_empty() {
    let world = sorted().await;
    let mut item = key("a", "1");
    item[""] = json!({"S": "x"});
    let put = json!({"TableName": "tab", "Item": item});
    let refused = world.refusal("PutItem", put).await;
    let empty =
        "ValidationException: One or more parameter values were invalid: Empty attribute name";
    assert_eq!(refused, empty);
    let mut item = key("a", "1");
    item["m"] = json!({"M": {"": {"S": "x"}}});
    let put = json!({"TableName": "tab", "Item": item});
    assert_eq!(world.refusal("PutItem", put).await, empty);
    let get = json!({
        "TableName": "tab", "Key": key("a", "1"), "ProjectionExpression": "#a",
        "ExpressionAttributeNames": {"#a": ""}
    });
    assert_eq!(
        world.refusal("GetItem", get).await,
        "ValidationException: ExpressionAttributeNames contains invalid value: Empty attribute name \
         for key #a"
    );
}
