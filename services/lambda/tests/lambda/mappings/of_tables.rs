//! Streams of tables that functions read.

use super::SHOW;
use crate::cloud::{World, running};
use serde_json::{Value as Json, json};

async fn table(world: &World) -> String {
    let input = json!({"TableName": "table", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}});
    let made = world.of("dynamodb", "CreateTable", input).await;
    world.seconds(3).await;
    let stream = made["TableDescription"]["LatestStreamArn"].as_str();
    stream.unwrap().to_owned()
}

async fn put(world: &World, n: i64) {
    let item = json!({"k": {"S": "a"}, "n": {"N": n.to_string()}});
    let put = json!({"TableName": "table", "Item": item});
    world.of("dynamodb", "PutItem", put).await;
}

#[tokio::test]
async fn lam_4_a_function_hears_of_changes_of_items() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let stream = table(&world).await;
    put(&world, 1).await;
    let filter = "{\"eventName\": [\"INSERT\", \"MODIFY\"]}";
    let more = json!({
        "StartingPosition": "TRIM_HORIZON", "FilterCriteria": {"Filters": [{"Pattern": filter}]}
    });
    world.map("f", &stream, more).await;
    put(&world, 2).await;
    let key = json!({"TableName": "table", "Key": {"k": {"S": "a"}}});
    world.of("dynamodb", "DeleteItem", key).await;
    world.seconds(3).await;
    let events = world.events("f").await;
    let records = |event: &Json| event["Records"].as_array().unwrap().clone();
    let records: Vec<Json> = events.iter().flat_map(records).collect();
    let names: Vec<&Json> = records.iter().map(|record| &record["eventName"]).collect();
    assert_eq!(names, [&json!("INSERT"), &json!("MODIFY")]);
    let record = &records[1];
    assert_eq!(record["eventSource"], "aws:dynamodb");
    assert_eq!(record["eventSourceARN"], stream);
    assert_eq!(record["awsRegion"], "us-east-1");
    assert!(record["eventID"].is_string() && record["eventVersion"].is_string());
    let change = &record["dynamodb"];
    assert_eq!(change["Keys"], json!({"k": {"S": "a"}}));
    assert_eq!(change["OldImage"]["n"], json!({"N": "1"}));
    assert_eq!(change["NewImage"]["n"], json!({"N": "2"}));
    assert_eq!(change["StreamViewType"], "NEW_AND_OLD_IMAGES");
    for name in ["SequenceNumber", "SizeBytes", "ApproximateCreationDateTime"] {
        assert!(!change[name].is_null(), "{change}");
    }
}

#[tokio::test]
async fn what_is_given_up_is_told_to_the_destination() {
    let world = running().await;
    world
        .python(
            "f",
            "def handler(e, c):\n    raise ValueError()\n",
            json!({}),
        )
        .await;
    let stream = table(&world).await;
    let dead = world.queue("dead", json!({})).await;
    let more = json!({
        "StartingPosition": "LATEST", "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": dead}},
    });
    world.map("f", &stream, more).await;
    put(&world, 1).await;
    world.seconds(3).await;
    let letters = world.bodies("dead").await;
    assert_eq!(letters[0]["DDBStreamBatchInfo"]["streamArn"], stream);
    assert_eq!(letters[0]["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn tables_have_no_reading_from_a_time_on() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let stream = table(&world).await;
    let input = json!({
        "FunctionName": "f", "EventSourceArn": stream, "StartingPosition": "AT_TIMESTAMP",
        "StartingPositionTimestamp": 1_700_000_000,
    });
    let (_, message) = world.no("CreateEventSourceMapping", input).await;
    let expected = format!("Unsupported starting position for arn type: {stream}");
    assert_eq!(message, expected);
}
