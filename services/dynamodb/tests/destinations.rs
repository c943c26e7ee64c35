//! Streams of Kinesis that are told of a table's changes.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

struct World {
    cloud: TestCloud,
    root: Client,
}

const STREAM: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/changes";

async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_dynamodb::DynamoDb),
            Arc::new(haneul_dynamodb::DynamoDbStreams),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kinesis::Kinesis),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    let world = World { cloud, root };
    let input = json!({"TableName": "told", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]});
    world.ok("dynamodb", "CreateTable", input).await;
    let input = json!({"StreamName": "changes", "ShardCount": 1});
    world.ok("kinesis", "CreateStream", input).await;
    world.seconds(10).await;
    world
}

impl World {
    async fn ok(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.root.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    async fn refusal(&self, operation: &str, input: Json) -> String {
        match self.root.call("dynamodb", operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error.to_string(),
        }
    }

    async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    async fn status(&self) -> Json {
        let input = json!({"TableName": "told"});
        let answer = self
            .ok("dynamodb", "DescribeKinesisStreamingDestination", input)
            .await;
        answer["KinesisDataStreamDestinations"][0].clone()
    }

    async fn told(&self) -> Vec<Json> {
        let input = json!({"StreamName": "changes", "ShardId": "shardId-000000000000",
            "ShardIteratorType": "TRIM_HORIZON"});
        let next = self.ok("kinesis", "GetShardIterator", input).await["ShardIterator"].clone();
        let answer = self
            .ok("kinesis", "GetRecords", json!({"ShardIterator": next}))
            .await;
        let records = answer["Records"].as_array().unwrap().iter().map(|record| {
            let data = BASE64_STANDARD
                .decode(record["Data"].as_str().unwrap())
                .unwrap();
            serde_json::from_slice(&data).unwrap()
        });
        let mut records: Vec<Json> = records.collect();
        // There is no order among those of the same moment.
        records.sort_by_key(|r| r["dynamodb"]["ApproximateCreationDateTime"].as_i64());
        records
    }

    async fn put(&self, item: Json) {
        let input = json!({"TableName": "told", "Item": item});
        self.ok("dynamodb", "PutItem", input).await;
        self.seconds(1).await;
    }
}

fn both() -> Json {
    json!({"TableName": "told", "StreamArn": STREAM})
}

#[tokio::test]
async fn a_stream_of_kinesis_is_told_of_changes() {
    let world = world().await;
    world.put(json!({"k": {"S": "before"}})).await;
    let answer = world
        .ok("dynamodb", "EnableKinesisStreamingDestination", both())
        .await;
    assert_eq!(answer["DestinationStatus"], "ENABLING");
    world.seconds(3).await;
    assert_eq!(world.status().await["DestinationStatus"], "ACTIVE");
    assert_eq!(world.status().await["StreamArn"], STREAM);
    let role = "AWSServiceRoleForDynamoDBKinesisDataStreamsReplication";
    world.ok("iam", "GetRole", json!({"RoleName": role})).await;
    world
        .put(json!({"k": {"S": "a"}, "b": {"B": "AQI="}}))
        .await;
    world
        .put(json!({"k": {"S": "a"}, "b": {"B": "AQI="}}))
        .await;
    world
        .put(json!({"k": {"S": "a"}, "b": {"B": "AQM="}}))
        .await;
    let key = json!({"TableName": "told", "Key": {"k": {"S": "a"}}});
    world.ok("dynamodb", "DeleteItem", key).await;
    world.seconds(1).await;
    let told = world.told().await;
    let names: Vec<&str> = told
        .iter()
        .filter_map(|r| r["eventName"].as_str())
        .collect();
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);
    let changed = &told[1];
    assert_eq!(changed["tableName"], "told");
    assert_eq!(changed["recordFormat"], "application/json");
    assert_eq!(changed["eventSource"], "aws:dynamodb");
    assert_eq!(changed["awsRegion"], "us-east-1");
    assert!(changed["userIdentity"].is_null());
    let change = &changed["dynamodb"];
    assert_eq!(change["Keys"], json!({"k": {"S": "a"}}));
    assert_eq!(
        change["OldImage"],
        json!({"k": {"S": "a"}, "b": {"B": "AQI="}})
    );
    assert_eq!(
        change["NewImage"],
        json!({"k": {"S": "a"}, "b": {"B": "AQM="}})
    );
    assert_eq!(change["SizeBytes"], 12);
    assert_eq!(
        change["ApproximateCreationDateTimePrecision"],
        "MICROSECOND"
    );
    let at = change["ApproximateCreationDateTime"].as_i64().unwrap();
    let now = world.cloud.cloud.clock.now().as_microsecond();
    assert!((now - 60_000_000..=now).contains(&at));
}

#[tokio::test]
async fn times_may_be_told_in_milliseconds_and_the_stream_nothing_more() {
    let world = world().await;
    world
        .ok("dynamodb", "EnableKinesisStreamingDestination", both())
        .await;
    world.seconds(3).await;
    let refused = world
        .refusal("EnableKinesisStreamingDestination", both())
        .await;
    assert!(
        refused.contains("must be DISABLED to perform ENABLE operation"),
        "{refused}"
    );
    let mut input = both();
    let precision = json!({"ApproximateCreationDateTimePrecision": "MILLISECOND"});
    input["UpdateKinesisStreamingConfiguration"] = precision;
    let answer = world
        .ok("dynamodb", "UpdateKinesisStreamingDestination", input)
        .await;
    assert_eq!(answer["DestinationStatus"], "UPDATING");
    world.seconds(3).await;
    world.put(json!({"k": {"S": "a"}})).await;
    let change = world.told().await[0]["dynamodb"].clone();
    assert_eq!(
        change["ApproximateCreationDateTimePrecision"],
        "MILLISECOND"
    );
    let at = change["ApproximateCreationDateTime"].as_i64().unwrap();
    assert!(at <= world.cloud.cloud.clock.now().as_millisecond());
    let answer = world
        .ok("dynamodb", "DisableKinesisStreamingDestination", both())
        .await;
    assert_eq!(answer["DestinationStatus"], "DISABLING");
    world.seconds(3).await;
    assert_eq!(world.status().await["DestinationStatus"], "DISABLED");
    world.put(json!({"k": {"S": "b"}})).await;
    assert_eq!(world.told().await.len(), 1);
    let refused = world
        .refusal("DisableKinesisStreamingDestination", both())
        .await;
    assert!(
        refused.contains("must be ACTIVE to perform DISABLE operation"),
        "{refused}"
    );
    world
        .ok("dynamodb", "EnableKinesisStreamingDestination", both())
        .await;
}

#[tokio::test]
async fn a_stream_that_is_not_there_is_refused() {
    let world = world().await;
    let mut input = both();
    input["StreamArn"] = json!("arn:aws:kinesis:us-east-1:111122223333:stream/nothing");
    let refused = world
        .refusal("EnableKinesisStreamingDestination", input.clone())
        .await;
    assert!(
        refused.starts_with("ResourceNotFoundException"),
        "{refused}"
    );
    input["StreamArn"] = json!("arn:aws:kinesis:eu-west-1:111122223333:stream/changes");
    let refused = world
        .refusal("EnableKinesisStreamingDestination", input)
        .await;
    assert!(refused.starts_with("ValidationException"), "{refused}");
}
