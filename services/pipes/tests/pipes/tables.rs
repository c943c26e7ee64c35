use crate::cloud::{World, world};
use serde_json::{Value as Json, json};

/// A table with a stream, and the stream's ARN.
async fn table(world: &World) -> String {
    let input = json!({"TableName": "table", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}});
    let made = world.of("dynamodb", "CreateTable", input).await;
    world.seconds(3).await;
    made["TableDescription"]["LatestStreamArn"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn put(world: &World, k: &str, n: i64) {
    let item = json!({"k": {"S": k}, "n": {"N": n.to_string()}});
    world
        .of(
            "dynamodb",
            "PutItem",
            json!({"TableName": "table", "Item": item}),
        )
        .await;
}

fn from(start: &str, more: Json) -> Json {
    let mut said = json!({"StartingPosition": start});
    said.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({"SourceParameters": {"DynamoDBStreamParameters": said}})
}

#[tokio::test]
async fn changes_of_items_as_they_are() {
    let world = world().await;
    let (stream, queue) = (table(&world).await, world.queue("b").await);
    put(&world, "a", 1).await;
    world.seconds(10).await;
    let mut more = from("TRIM_HORIZON", json!({}));
    more["SourceParameters"]["FilterCriteria"] = json!({"Filters": [
        {"Pattern": "{\"eventName\": [\"INSERT\", \"MODIFY\"], \"dynamodb\": {\"NewImage\": \
            {\"n\": {\"N\": [\"1\", \"2\"]}}}}"}]});
    world.pipe("p", &stream, &queue, more).await;
    put(&world, "a", 2).await;
    put(&world, "a", 3).await;
    let key = json!({"TableName": "table", "Key": {"k": {"S": "a"}}});
    world.of("dynamodb", "DeleteItem", key).await;
    world.seconds(3).await;
    let bodies = world.bodies("b").await;
    let events: Vec<Json> = bodies
        .iter()
        .map(|b| serde_json::from_str(b).unwrap())
        .collect();
    let names: Vec<&str> = events
        .iter()
        .filter_map(|e| e["eventName"].as_str())
        .collect();
    assert_eq!(names, ["INSERT", "MODIFY"]);
    let changed = &events[1];
    assert_eq!(changed["eventSource"], "aws:dynamodb");
    assert_eq!(changed["eventSourceARN"], json!(stream));
    assert_eq!(changed["dynamodb"]["Keys"], json!({"k": {"S": "a"}}));
    assert_eq!(changed["dynamodb"]["OldImage"]["n"]["N"], "1");
    assert!(changed["SequenceNumber"].is_null() && changed["userIdentity"].is_null());
    // Each once.
    world.seconds(60).await;
    assert!(world.bodies("b").await.is_empty());
}

#[tokio::test]
async fn only_what_comes_later_and_through_the_ends_of_shards() {
    let world = world().await;
    let (stream, queue) = (table(&world).await, world.queue("b").await);
    put(&world, "early", 0).await;
    world.seconds(10).await;
    let mut more = from("LATEST", json!({"BatchSize": 3}));
    more["TargetParameters"] = json!({"InputTemplate": "<$.dynamodb.Keys.k.S>"});
    world.pipe("p", &stream, &queue, more).await;
    let shown = world.ok("DescribePipe", json!({"Name": "p"})).await;
    let shown = &shown["SourceParameters"]["DynamoDBStreamParameters"];
    assert_eq!(
        (&shown["StartingPosition"], &shown["BatchSize"]),
        (&json!("LATEST"), &json!(3))
    );
    let mut wanted = Vec::new();
    for round in 0..3 {
        for item in 0..6 {
            let name = format!("{round} {item}");
            put(&world, &name, 0).await;
            wanted.push(name);
        }
        world.seconds(5).await;
        // Shards are closed meanwhile, and followed by others.
        world.ok("StopPipe", json!({"Name": "p"})).await;
        let late = format!("{round} late");
        put(&world, &late, 0).await;
        wanted.push(late);
        world.seconds(5 * 3_600).await;
        world.ok("StartPipe", json!({"Name": "p"})).await;
        world.seconds(10).await;
    }
    let mut bodies = world.bodies("b").await;
    bodies.sort();
    assert_eq!(bodies, wanted);
}

#[tokio::test]
async fn what_does_not_arrive_is_told_to_the_dead_letter_queue() {
    let world = world().await;
    let (stream, dead) = (table(&world).await, world.queue("dead").await);
    let queue = world.queue("b").await;
    let said = json!({"MaximumRetryAttempts": 1, "DeadLetterConfig": {"Arn": dead}});
    world.pipe("p", &stream, &queue, from("LATEST", said)).await;
    let deny = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": queue}]});
    let deny = json!({"RoleName": "pipe", "PolicyName": "p", "PolicyDocument": deny.to_string()});
    world.of("iam", "PutRolePolicy", deny).await;
    put(&world, "a", 1).await;
    world.seconds(10).await;
    let letters = world.bodies("dead").await;
    assert_eq!(letters.len(), 1);
    let letter: Json = serde_json::from_str(&letters[0]).unwrap();
    let batch = &letter["DDBStreamBatchInfo"];
    assert_eq!(
        (&batch["streamArn"], &batch["batchSize"]),
        (&json!(stream), &json!(1))
    );
}
