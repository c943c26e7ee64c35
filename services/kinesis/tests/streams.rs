//! Streams: making, changing, listing and deleting them.

mod common;

use common::{text, world};
use serde_json::json;

#[tokio::test]
async fn a_stream_is_made_and_deleted_by_the_clock() {
    let world = world().await;
    world
        .ok(
            "CreateStream",
            json!({"StreamName": "clicks", "ShardCount": 3}),
        )
        .await;
    let summary = world.summary("clicks").await;
    assert_eq!(summary["StreamStatus"], "CREATING");
    let early = json!({"StreamName": "clicks", "PartitionKey": "k", "Data": ""});
    assert_eq!(
        world.refusal("PutRecord", early).await,
        "ResourceNotFoundException: Stream clicks under account 111122223333 not found."
    );
    world.seconds(2).await;
    let summary = world.summary("clicks").await;
    assert_eq!(summary["StreamStatus"], "ACTIVE");
    assert_eq!(summary["OpenShardCount"], 3);
    assert_eq!(summary["RetentionPeriodHours"], 24);
    assert_eq!(summary["StreamARN"], json!(world.arn("clicks")));
    let by_arn = json!({"StreamARN": world.arn("clicks")});
    let described = world.ok("DescribeStream", by_arn).await;
    let shards = described["StreamDescription"]["Shards"].as_array().unwrap();
    assert_eq!(shards[0]["HashKeyRange"]["StartingHashKey"], "0");
    assert_eq!(
        shards[2]["HashKeyRange"]["EndingHashKey"],
        "340282366920938463463374607431768211455"
    );
    let again = json!({"StreamName": "clicks", "ShardCount": 1});
    assert_eq!(
        world.refusal("CreateStream", again).await,
        "ResourceInUseException: Stream clicks under account 111122223333 already exists."
    );
    world
        .ok("DeleteStream", json!({"StreamName": "clicks"}))
        .await;
    assert_eq!(world.summary("clicks").await["StreamStatus"], "DELETING");
    world.seconds(2).await;
    let refusal = world
        .refusal("DescribeStream", json!({"StreamName": "clicks"}))
        .await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    world.stream("clicks", 1).await;
}

#[tokio::test]
async fn streams_are_listed_in_pages() {
    let world = world().await;
    for name in ["a", "b", "c"] {
        world.stream(name, 1).await;
    }
    let page = world.ok("ListStreams", json!({"Limit": 2})).await;
    assert_eq!(page["StreamNames"], json!(["a", "b"]));
    assert_eq!(page["HasMoreStreams"], true);
    let next = json!({"NextToken": page["NextToken"]});
    let rest = world.ok("ListStreams", next.clone()).await;
    assert_eq!(rest["StreamNames"], json!(["c"]));
    world.seconds(301).await;
    let refusal = world.refusal("ListStreams", next).await;
    assert!(
        refusal.starts_with("ExpiredNextTokenException"),
        "{refusal}"
    );
    let limits = world.ok("DescribeLimits", json!({})).await;
    assert_eq!(limits["OpenShardCount"], 3);
}

#[tokio::test]
async fn settings_of_a_stream() {
    let world = world().await;
    world.stream("s", 1).await;
    let hours = |hours: u32| json!({"StreamName": "s", "RetentionPeriodHours": hours});
    assert_eq!(
        world
            .refusal("IncreaseStreamRetentionPeriod", hours(12))
            .await,
        "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested \
         retention period (12 hours) is too short."
    );
    world
        .ok("IncreaseStreamRetentionPeriod", hours(8_760))
        .await;
    assert_eq!(
        world
            .refusal("DecreaseStreamRetentionPeriod", hours(48))
            .await,
        "ResourceInUseException: Stream s under account 111122223333 not ACTIVE, instead in state \
         UPDATING"
    );
    world.seconds(2).await;
    world.ok("DecreaseStreamRetentionPeriod", hours(48)).await;
    world.seconds(2).await;
    let key = |key: &str| json!({"StreamName": "s", "EncryptionType": "KMS", "KeyId": key});
    world
        .ok("StartStreamEncryption", key("alias/aws/kinesis"))
        .await;
    world.seconds(2).await;
    let refusal = world
        .refusal("StartStreamEncryption", key("alias/mine"))
        .await;
    assert!(refusal.starts_with("KMSNotFoundException"), "{refusal}");
    let metrics = json!({"StreamName": "s", "ShardLevelMetrics": ["IncomingBytes"]});
    let enabled = world.ok("EnableEnhancedMonitoring", metrics).await;
    assert_eq!(
        enabled["DesiredShardLevelMetrics"],
        json!(["IncomingBytes"])
    );
    world.seconds(2).await;
    let size = json!({"StreamARN": world.arn("s"), "MaxRecordSizeInKiB": 2048});
    world.ok("UpdateMaxRecordSize", size).await;
    world.seconds(2).await;
    let summary = world.summary("s").await;
    assert_eq!(summary["RetentionPeriodHours"], 48);
    assert_eq!(summary["EncryptionType"], "KMS");
    assert_eq!(summary["MaxRecordSizeInKiB"], 2048);
    let put = world.put("s", "k", "x").await;
    assert_eq!(put["EncryptionType"], "KMS");
}

#[tokio::test]
async fn tags_old_and_new() {
    let world = world().await;
    world.stream("s", 1).await;
    let tags = json!({"StreamName": "s", "Tags": {"a": "1", "b": "2"}});
    world.ok("AddTagsToStream", tags).await;
    let tags = json!({"ResourceARN": world.arn("s"), "Tags": {"c": "3"}});
    world.ok("TagResource", tags).await;
    let taken = json!({"StreamName": "s", "TagKeys": ["a"]});
    world.ok("RemoveTagsFromStream", taken).await;
    let page = json!({"StreamName": "s", "Limit": 1});
    let page = world.ok("ListTagsForStream", page).await;
    assert_eq!(page["Tags"], json!([{"Key": "b", "Value": "2"}]));
    assert_eq!(page["HasMoreTags"], true);
    let all = json!({"ResourceARN": world.arn("s")});
    let all = world.ok("ListTagsForResource", all).await;
    assert_eq!(all["Tags"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_policy_lets_another_account_put_and_read() {
    let world = world().await;
    world.stream("s", 1).await;
    let other = world.user("444455556666");
    let put = json!({"StreamARN": world.arn("s"), "PartitionKey": "k", "Data": "aGk="});
    let refused = other.call("kinesis", "PutRecord", put.clone()).await;
    assert_eq!(refused.unwrap_err().code, "AccessDeniedException");
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::444455556666:user/someone"},
            "Action": ["kinesis:PutRecord", "kinesis:DescribeStreamSummary"],
            "Resource": world.arn("s")
        }
    });
    let policy = json!({"ResourceARN": world.arn("s"), "Policy": policy.to_string()});
    world.ok("PutResourcePolicy", policy).await;
    // The user's own account has no say here: nobody allows it there.
    let root = world.cloud.root_of("444455556666");
    let refused = root.call("kinesis", "PutRecord", put).await;
    assert_eq!(refused.unwrap_err().code, "AccessDeniedException");
    let arn = json!({"ResourceARN": world.arn("s")});
    let shown = world.ok("GetResourcePolicy", arn.clone()).await;
    assert!(text(&shown["Policy"]).contains("kinesis:PutRecord"));
    world.ok("DeleteResourcePolicy", arn.clone()).await;
    let refusal = world.refusal("DeleteResourcePolicy", arn).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
}

#[tokio::test]
async fn consumers_are_registered_by_name() {
    let world = world().await;
    world.stream("s", 1).await;
    let named = json!({"StreamARN": world.arn("s"), "ConsumerName": "fan"});
    let made = world.ok("RegisterStreamConsumer", named.clone()).await;
    let arn = text(&made["Consumer"]["ConsumerARN"]);
    assert!(arn.starts_with(&format!("{}/consumer/fan:", world.arn("s"))));
    assert_eq!(made["Consumer"]["ConsumerStatus"], "CREATING");
    let refusal = world.refusal("RegisterStreamConsumer", named.clone()).await;
    assert!(refusal.starts_with("ResourceInUseException"), "{refusal}");
    world.seconds(2).await;
    let by_arn = json!({"ConsumerARN": arn});
    let shown = world.ok("DescribeStreamConsumer", by_arn.clone()).await;
    assert_eq!(shown["ConsumerDescription"]["ConsumerStatus"], "ACTIVE");
    let refusal = world
        .refusal("DeleteStream", json!({"StreamName": "s"}))
        .await;
    assert!(refusal.starts_with("ResourceInUseException"), "{refusal}");
    world.ok("DeregisterStreamConsumer", by_arn.clone()).await;
    world.seconds(2).await;
    let refusal = world.refusal("DescribeStreamConsumer", by_arn).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    let listed = json!({"StreamARN": world.arn("s")});
    let listed = world.ok("ListStreamConsumers", listed).await;
    assert_eq!(listed["Consumers"], json!([]));
}
