//! Streams of tables: what is told of changes, by which shards, and for how long.

mod common;

use common::{World, text, world};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// A table of one partition with a stream, and the stream's ARN.
async fn streamed(world: &World, name: &str, view: &str) -> String {
    world
        .make(json!({
            "TableName": name,
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
            "ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 1000},
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": view}
        }))
        .await;
    text(&world.describe(name).await["LatestStreamArn"])
}

async fn shards(world: &World, arn: &str) -> Vec<Json> {
    let answer = world
        .stream("DescribeStream", json!({"StreamArn": arn}))
        .await;
    answer["StreamDescription"]["Shards"]
        .as_array()
        .unwrap()
        .clone()
}

async fn iterator(world: &World, arn: &str, shard: &str, more: Json) -> String {
    let mut input = json!({"StreamArn": arn, "ShardId": shard});
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    text(&world.stream("GetShardIterator", input).await["ShardIterator"])
}

async fn oldest(world: &World, arn: &str, shard: &Json) -> String {
    let more = json!({"ShardIteratorType": "TRIM_HORIZON"});
    iterator(world, arn, shard["ShardId"].as_str().unwrap(), more).await
}

/// Everything that a stream tells, shard after shard.
async fn all(world: &World, arn: &str) -> Vec<Json> {
    let mut records = Vec::new();
    for shard in shards(world, arn).await {
        let mut next = Json::String(oldest(world, arn, &shard).await);
        loop {
            let answer = world
                .stream("GetRecords", json!({"ShardIterator": next}))
                .await;
            let more = answer["Records"].as_array().unwrap();
            records.extend(more.iter().cloned());
            next = answer["NextShardIterator"].clone();
            if more.is_empty() || next.is_null() {
                break;
            }
        }
    }
    records
}

async fn refusal(world: &World, operation: &str, input: Json) -> String {
    match world
        .client
        .call("dynamodbstreams", operation, input.clone())
        .await
    {
        Ok(answer) => panic!("{operation} {input} answered {answer}"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_stream_tells_what_was_made_changed_and_removed() {
    let world = world().await;
    let arn = streamed(&world, "told", "NEW_AND_OLD_IMAGES").await;
    let item = json!({"k": {"S": "a"}, "n": {"N": "1"}});
    let changed = json!({"k": {"S": "a"}, "n": {"N": "2"}});
    world.put("told", item.clone()).await;
    // Nothing changes, so nothing is told.
    world.put("told", item.clone()).await;
    world.put("told", changed.clone()).await;
    let key = json!({"TableName": "told", "Key": {"k": {"S": "a"}}});
    world.ok("DeleteItem", key.clone()).await;
    world.ok("DeleteItem", key).await;
    let records = all(&world, &arn).await;
    let names: Vec<&str> = records
        .iter()
        .filter_map(|r| r["eventName"].as_str())
        .collect();
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);
    let images: Vec<(&Json, &Json)> = records
        .iter()
        .map(|r| (&r["dynamodb"]["OldImage"], &r["dynamodb"]["NewImage"]))
        .collect();
    let none = Json::Null;
    assert_eq!(
        images,
        [(&none, &item), (&item, &changed), (&changed, &none)]
    );
    let first = &records[0];
    assert_eq!(first["dynamodb"]["Keys"], json!({"k": {"S": "a"}}));
    assert_eq!(first["dynamodb"]["SizeBytes"], 7);
    assert_eq!(first["dynamodb"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    assert_eq!(
        (&first["eventSource"], &first["eventVersion"]),
        (&json!("aws:dynamodb"), &json!("1.1"))
    );
    assert_eq!(first["awsRegion"], "us-east-1");
    assert!(first["userIdentity"].is_null());
    let numbers: Vec<String> = records
        .iter()
        .map(|r| text(&r["dynamodb"]["SequenceNumber"]))
        .collect();
    assert!(
        numbers.is_sorted() && numbers[0] < numbers[1],
        "{numbers:?}"
    );
    assert_ne!(records[0]["eventID"], records[1]["eventID"]);
}

#[tokio::test]
async fn views_tell_as_much_as_they_say() {
    let world = world().await;
    for (view, old, new) in [
        ("KEYS_ONLY", false, false),
        ("OLD_IMAGE", true, false),
        ("NEW_IMAGE", false, true),
    ] {
        let arn = streamed(&world, view, view).await;
        world
            .put(view, json!({"k": {"S": "a"}, "n": {"N": "1"}}))
            .await;
        world
            .put(view, json!({"k": {"S": "a"}, "n": {"N": "2"}}))
            .await;
        let change = &all(&world, &arn).await[1]["dynamodb"];
        assert_eq!(change["Keys"], json!({"k": {"S": "a"}}));
        assert_eq!(!change["OldImage"].is_null(), old, "{view}");
        assert_eq!(!change["NewImage"].is_null(), new, "{view}");
    }
}

#[tokio::test]
async fn a_large_item_is_told_whole() {
    let world = world().await;
    let arn = streamed(&world, "large", "NEW_AND_OLD_IMAGES").await;
    for filler in ["x", "y", "z"] {
        let large = filler.repeat(390 << 10);
        world
            .put("large", json!({"k": {"S": "a"}, "v": {"S": large}}))
            .await;
        world.seconds(1).await;
    }
    let shard = &shards(&world, &arn).await[0];
    let next = oldest(&world, &arn, shard).await;
    let answer = world
        .stream("GetRecords", json!({"ShardIterator": next}))
        .await;
    // A call gives a megabyte at most.
    assert_eq!(answer["Records"].as_array().unwrap().len(), 1);
    let records = all(&world, &arn).await;
    assert_eq!(records.len(), 3);
    let old = text(&records[2]["dynamodb"]["OldImage"]["v"]["S"]);
    assert!(old.len() == 390 << 10 && old.starts_with('y'));
}

#[tokio::test]
async fn a_transaction_and_a_batch_are_told_item_by_item() {
    let world = world().await;
    let arn = streamed(&world, "many", "KEYS_ONLY").await;
    let put = |k: &str| json!({"Put": {"TableName": "many", "Item": {"k": {"S": k}}}});
    let input = json!({"TransactItems": [put("a"), put("b"), put("c")]});
    world.ok("TransactWriteItems", input).await;
    let put = |k: &str| json!({"PutRequest": {"Item": {"k": {"S": k}}}});
    let input = json!({"RequestItems": {"many": [put("d"), put("e")]}});
    world.ok("BatchWriteItem", input).await;
    let records = all(&world, &arn).await;
    let keys: Vec<String> = records
        .iter()
        .map(|r| text(&r["dynamodb"]["Keys"]["k"]["S"]))
        .collect();
    assert_eq!(keys[..3], ["a", "b", "c"]);
    assert_eq!(keys.len(), 5);
}

#[tokio::test]
async fn streams_are_switched_off_and_others_on() {
    let world = world().await;
    let first = streamed(&world, "again", "KEYS_ONLY").await;
    world.put("again", json!({"k": {"S": "a"}})).await;
    let on = |view: &str| {
        json!({"TableName": "again", "StreamSpecification":
            {"StreamEnabled": true, "StreamViewType": view}})
    };
    let off = json!({"TableName": "again", "StreamSpecification": {"StreamEnabled": false}});
    let refused = world.refusal("UpdateTable", on("NEW_IMAGE")).await;
    assert_eq!(
        refused,
        "ValidationException: Table already has an enabled stream: TableName: again"
    );
    world.ok("UpdateTable", off.clone()).await;
    world.seconds(2).await;
    assert!(
        world
            .refusal("UpdateTable", off)
            .await
            .contains("not stream enabled")
    );
    let shown = world.describe("again").await;
    assert!(shown["StreamSpecification"].is_null());
    assert_eq!(shown["LatestStreamArn"], json!(first));
    world.put("again", json!({"k": {"S": "b"}})).await;
    world.ok("UpdateTable", on("NEW_IMAGE")).await;
    world.seconds(2).await;
    world.put("again", json!({"k": {"S": "c"}})).await;
    let second = text(&world.describe("again").await["LatestStreamArn"]);
    assert_ne!(first, second);
    // What was told is read for a day; what was changed in between is told nowhere.
    assert_eq!(all(&world, &first).await.len(), 1);
    let told = all(&world, &second).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["dynamodb"]["Keys"]["k"]["S"], "c");
    let listed = world
        .stream("ListStreams", json!({"TableName": "again"}))
        .await;
    assert_eq!(listed["Streams"].as_array().unwrap().len(), 2);
    let page = world.stream("ListStreams", json!({"Limit": 1})).await;
    let start = page["LastEvaluatedStreamArn"].clone();
    let page = world
        .stream("ListStreams", json!({"ExclusiveStartStreamArn": start}))
        .await;
    assert_eq!(page["Streams"][0]["StreamArn"], json!(second));
    let shown = world
        .stream("DescribeStream", json!({"StreamArn": first}))
        .await;
    let shown = &shown["StreamDescription"];
    assert_eq!(shown["StreamStatus"], "DISABLED");
    assert!(!shown["Shards"][0]["SequenceNumberRange"]["EndingSequenceNumber"].is_null());
    world.seconds(26 * 3_600).await;
    let gone = refusal(&world, "DescribeStream", json!({"StreamArn": first})).await;
    assert!(
        gone.starts_with("ResourceNotFoundException: Requested resource not found: Stream:"),
        "{gone}"
    );
}

#[tokio::test]
async fn iterators_begin_where_they_are_asked_to() {
    let world = world().await;
    let arn = streamed(&world, "begin", "KEYS_ONLY").await;
    let put = |k: &str| json!({"k": {"S": k}});
    world.put("begin", put("a")).await;
    world.seconds(60).await;
    world.put("begin", put("b")).await;
    let shard = text(&shards(&world, &arn).await[0]["ShardId"]);
    let told = all(&world, &arn).await;
    let first = told[0]["dynamodb"]["SequenceNumber"].clone();
    let time = told[1]["dynamodb"]["ApproximateCreationDateTime"].clone();
    let kinds = [
        (json!({"ShardIteratorType": "TRIM_HORIZON"}), "abc"),
        (
            json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": first}),
            "abc",
        ),
        (
            json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": first}),
            "bc",
        ),
        (
            json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": time}),
            "bc",
        ),
        (json!({"ShardIteratorType": "LATEST"}), "c"),
    ];
    let mut iterators = Vec::new();
    for (kind, wanted) in kinds {
        iterators.push((iterator(&world, &arn, &shard, kind).await, wanted));
    }
    world.put("begin", put("c")).await;
    for (iterator, wanted) in &iterators {
        let answer = world
            .stream("GetRecords", json!({"ShardIterator": iterator}))
            .await;
        let got: String = answer["Records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| text(&record["dynamodb"]["Keys"]["k"]["S"]))
            .collect();
        assert_eq!(got, *wanted);
        assert!(answer["NextShardIterator"].is_string());
    }
    world.seconds(901).await;
    let old = json!({"ShardIterator": iterators[0].0});
    let refused = refusal(&world, "GetRecords", old).await;
    assert!(
        refused.starts_with("ExpiredIteratorException: Iterator expired."),
        "{refused}"
    );
    for (input, wanted) in [
        (
            json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER"}),
            "ValidationException",
        ),
        (
            json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": "1".repeat(21)}),
            "ValidationException",
        ),
    ] {
        let mut input = input;
        input["StreamArn"] = json!(arn);
        input["ShardId"] = json!(shard);
        assert!(
            refusal(&world, "GetShardIterator", input)
                .await
                .starts_with(wanted)
        );
    }
    let unknown = json!({"StreamArn": arn, "ShardId": "shardId-00000000000000000000-000000ff",
        "ShardIteratorType": "LATEST"});
    assert_eq!(
        refusal(&world, "GetShardIterator", unknown).await,
        "ResourceNotFoundException: Requested resource not found: Shard does not exist"
    );
    let made_up = json!({"ShardIterator": format!("{arn}|1|AAAA")});
    assert!(
        refusal(&world, "GetRecords", made_up)
            .await
            .starts_with("ValidationException")
    );
}

#[tokio::test]
async fn what_is_older_than_a_day_is_trimmed() {
    let world = world().await;
    let arn = streamed(&world, "trim", "NEW_IMAGE").await;
    world.put("trim", json!({"k": {"S": "a"}})).await;
    let told = all(&world, &arn).await;
    let shard = text(&shards(&world, &arn).await[0]["ShardId"]);
    let number = told[0]["dynamodb"]["SequenceNumber"].clone();
    world.seconds(23 * 3_600).await;
    world.put("trim", json!({"k": {"S": "b"}})).await;
    let at = json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": number});
    let kept = iterator(&world, &arn, &shard, at.clone()).await;
    let answer = world
        .stream("GetRecords", json!({"ShardIterator": kept}))
        .await;
    assert_eq!(answer["Records"].as_array().unwrap().len(), 1);
    world.seconds(3_590).await;
    let kept = iterator(&world, &arn, &shard, at.clone()).await;
    world.seconds(20).await;
    let refused = refusal(&world, "GetRecords", json!({"ShardIterator": kept})).await;
    assert!(
        refused.starts_with("TrimmedDataAccessException"),
        "{refused}"
    );
    let left = all(&world, &arn).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["dynamodb"]["Keys"]["k"]["S"], "b");
}

#[tokio::test]
async fn shards_are_followed_by_others_and_nothing_is_missed_or_told_twice() {
    let world = world().await;
    let arn = streamed(&world, "turn", "KEYS_ONLY").await;
    for round in 0..4 {
        for item in 0..10 {
            world
                .put("turn", json!({"k": {"S": format!("{round} {item}")}}))
                .await;
        }
        if round == 1 {
            let more = json!({"ReadCapacityUnits": 100, "WriteCapacityUnits": 3_500});
            let input = json!({"TableName": "turn", "ProvisionedThroughput": more});
            world.ok("UpdateTable", input).await;
        }
        world.seconds(5 * 3_600).await;
    }
    let shards = shards(&world, &arn).await;
    let open = |s: &&Json| s["SequenceNumberRange"]["EndingSequenceNumber"].is_null();
    assert_eq!(shards.iter().filter(open).count(), 4);
    let ids: Vec<String> = shards.iter().map(|s| text(&s["ShardId"])).collect();
    let first = &ids[0];
    assert!(
        shards[1..]
            .iter()
            .all(|s| ids.contains(&text(&s["ParentShardId"])))
    );
    let filter = json!({"Type": "CHILD_SHARDS", "ShardId": first});
    let input = json!({"StreamArn": arn, "ShardFilter": filter});
    let children = world.stream("DescribeStream", input).await;
    let children = children["StreamDescription"]["Shards"]
        .as_array()
        .unwrap()
        .clone();
    assert!(!children.is_empty());
    assert!(children.iter().all(|s| s["ParentShardId"] == json!(first)));
    let input = json!({"StreamArn": arn, "Limit": 2});
    let page = world.stream("DescribeStream", input).await["StreamDescription"].clone();
    assert_eq!(page["LastEvaluatedShardId"], json!(ids[1]));
    let input = json!({"StreamArn": arn, "ExclusiveStartShardId": ids[1]});
    let page = world.stream("DescribeStream", input).await["StreamDescription"].clone();
    assert_eq!(page["Shards"].as_array().unwrap().len(), ids.len() - 2);
    let mut seen: HashMap<String, u32> = HashMap::new();
    for record in all(&world, &arn).await {
        *seen
            .entry(text(&record["dynamodb"]["Keys"]["k"]["S"]))
            .or_default() += 1;
    }
    assert_eq!(seen.len(), 40);
    assert!(seen.values().all(|times| *times == 1));
    // A closed shard ends.
    let next = oldest(&world, &arn, &shards[0]).await;
    let answer = world
        .stream("GetRecords", json!({"ShardIterator": next}))
        .await;
    assert!(answer["NextShardIterator"].is_null());
}

#[tokio::test]
async fn the_stream_of_a_deleted_table_is_read_for_a_day() {
    let world = world().await;
    let arn = streamed(&world, "gone", "KEYS_ONLY").await;
    world.put("gone", json!({"k": {"S": "a"}})).await;
    world.ok("DeleteTable", json!({"TableName": "gone"})).await;
    world.seconds(60).await;
    assert_eq!(all(&world, &arn).await.len(), 1);
    // One of the same name has nothing to do with it.
    let other = streamed(&world, "gone", "KEYS_ONLY").await;
    assert_ne!(arn, other);
    assert!(all(&world, &other).await.is_empty());
    world.seconds(26 * 3_600).await;
    let listed = world.stream("ListStreams", json!({})).await;
    assert_eq!(listed["Streams"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn streams_are_refused_to_those_whom_no_policy_lets_in() {
    let world = world().await;
    let arn = streamed(&world, "mine", "KEYS_ONLY").await;
    let stranger = world.user(haneul_testkit::ACCOUNT);
    let input = json!({"StreamArn": arn});
    let refused = stranger
        .call("dynamodbstreams", "DescribeStream", input)
        .await;
    let refused = refused.unwrap_err().to_string();
    let wanted =
        format!("is not authorized to perform: dynamodb:DescribeStream on resource: {arn}");
    assert!(refused.contains(&wanted), "{refused}");
    let shard = shards(&world, &arn).await;
    let next = oldest(&world, &arn, &shard[0]).await;
    let input = json!({"ShardIterator": next});
    let refused = stranger.call("dynamodbstreams", "GetRecords", input).await;
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains(&format!("dynamodb:GetRecords on resource: {arn}")),
        "{refused}"
    );
}
