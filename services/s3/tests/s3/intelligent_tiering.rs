//! Intelligent-Tiering: tiers follow reads.

use crate::help::{Bucket, bucket, bytes, detail, make};
use haneul_testkit::{NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
const HOUR: Duration = Duration::from_secs(3_600);
const LARGE: usize = 128 << 10;

fn rule(archive: i64, deep: i64, filter: Json) -> Json {
    json!({"Id": "cold", "IntelligentTieringConfiguration": {"Id": "cold", "Status": "Enabled",
        "Filter": filter, "Tierings": [
            {"AccessTier": "ARCHIVE_ACCESS", "Days": archive},
            {"AccessTier": "DEEP_ARCHIVE_ACCESS", "Days": deep}]}})
}

async fn put(bucket: &Bucket, key: &str, size: usize) {
    let input = json!({"Key": key, "StorageClass": "INTELLIGENT_TIERING"});
    bucket.put_as(input, bytes(size)).await;
}

/// The tier that HEAD tells of.
async fn status(bucket: &Bucket, key: &str) -> Option<String> {
    let head = bucket.ok("HeadObject", json!({"Key": key})).await;
    assert_eq!(head["StorageClass"], "INTELLIGENT_TIERING");
    head.get("ArchiveStatus")?.as_str().map(str::to_owned)
}

async fn archived() -> (TestCloud, Bucket) {
    let (cloud, bucket) = bucket().await;
    let filter = json!({"Prefix": "a"});
    bucket
        .ok(
            "PutBucketIntelligentTieringConfiguration",
            rule(90, 180, filter),
        )
        .await;
    (cloud, bucket)
}

#[tokio::test]
async fn s3c_8_objects_go_down_while_nobody_reads_them() {
    let (cloud, bucket) = archived().await;
    put(&bucket, "a/unread", LARGE).await;
    put(&bucket, "a/read", LARGE).await;
    put(&bucket, "a/small", LARGE - 1).await;
    put(&bucket, "elsewhere", LARGE).await;
    for _ in 0..10 {
        cloud.advance(9 * DAY).await;
        bucket.get("a/read").await;
    }
    assert_eq!(
        status(&bucket, "a/unread").await.as_deref(),
        Some("ARCHIVE_ACCESS")
    );
    for key in ["a/read", "a/small", "elsewhere"] {
        assert_eq!(status(&bucket, key).await, None, "{key}");
        bucket.get(key).await;
    }
    let error = bucket.err("GetObject", json!({"Key": "a/unread"})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("InvalidObjectState", Some(403))
    );
    assert_eq!(detail(&error, "StorageClass"), Some("INTELLIGENT_TIERING"));
    assert_eq!(detail(&error, "AccessTier"), Some("ARCHIVE_ACCESS"));
    let copy = json!({"Key": "x", "CopySource": "first/a/unread"});
    assert_eq!(bucket.code("CopyObject", copy).await, "InvalidObjectState");
    cloud.advance(90 * DAY).await;
    let deep = status(&bucket, "a/unread").await;
    assert_eq!(deep.as_deref(), Some("DEEP_ARCHIVE_ACCESS"));
}

#[tokio::test]
async fn s3c_8_a_restore_brings_it_back_to_the_frequent_tier() {
    let (cloud, bucket) = archived().await;
    put(&bucket, "a", LARGE).await;
    let restore =
        json!({"Key": "a", "RestoreRequest": {"GlacierJobParameters": {"Tier": "Standard"}}});
    let early = bucket.code("RestoreObject", restore.clone()).await;
    assert_eq!(early, "InvalidObjectState");
    cloud.advance(100 * DAY).await;
    let days = json!({"Key": "a", "RestoreRequest": {"Days": 1}});
    assert_eq!(bucket.code("RestoreObject", days).await, "InvalidArgument");
    bucket.ok("RestoreObject", restore.clone()).await;
    let again = bucket.code("RestoreObject", restore).await;
    assert_eq!(again, "RestoreAlreadyInProgress");
    let head = bucket.ok("HeadObject", json!({"Key": "a"})).await;
    assert_eq!(head["Restore"], "ongoing-request=\"true\"");
    cloud.advance(5 * HOUR).await;
    assert_eq!(status(&bucket, "a").await, None);
    assert_eq!(bucket.get("a").await, bytes(LARGE));
    // Counted from the restore.
    cloud.advance(89 * DAY).await;
    assert_eq!(status(&bucket, "a").await, None);
    cloud.advance(2 * DAY).await;
    assert!(status(&bucket, "a").await.is_some());
}

#[tokio::test]
async fn configurations_are_kept_as_they_were_put() {
    let (_cloud, bucket) = bucket().await;
    let id = json!({"Id": "cold"});
    let missing = bucket
        .code("GetBucketIntelligentTieringConfiguration", id.clone())
        .await;
    assert_eq!(missing, "NoSuchConfiguration");
    for filter in [
        json!({"Prefix": "p"}),
        json!({"Tag": {"Key": "k", "Value": "v"}}),
        json!({"And": {"Prefix": "p", "Tags": [{"Key": "k", "Value": "v"}]}}),
    ] {
        let put = rule(90, 730, filter);
        bucket
            .ok("PutBucketIntelligentTieringConfiguration", put.clone())
            .await;
        let got = bucket
            .ok("GetBucketIntelligentTieringConfiguration", id.clone())
            .await;
        let wanted = &put["IntelligentTieringConfiguration"];
        assert_eq!(got["IntelligentTieringConfiguration"], *wanted);
        let list = bucket
            .ok("ListBucketIntelligentTieringConfigurations", json!({}))
            .await;
        assert_eq!(list["IntelligentTieringConfigurationList"], json!([wanted]));
    }
    bucket
        .ok("DeleteBucketIntelligentTieringConfiguration", id.clone())
        .await;
    let gone = bucket
        .code("DeleteBucketIntelligentTieringConfiguration", id)
        .await;
    assert_eq!(gone, "NoSuchConfiguration");
}

#[tokio::test]
async fn configurations_that_are_refused() {
    let (_cloud, bucket) = bucket().await;
    let any = json!({"Prefix": ""});
    for (archive, deep, message) in [
        (
            89,
            180,
            "Days specified in ARCHIVE_ACCESS tier should not be less than 90.",
        ),
        (
            90,
            179,
            "Days specified in DEEP_ARCHIVE_ACCESS tier should not be less than 180.",
        ),
        (
            90,
            731,
            "Days specified in DEEP_ARCHIVE_ACCESS tier should not be greater than 730.",
        ),
    ] {
        let put = rule(archive, deep, any.clone());
        let error = bucket
            .err("PutBucketIntelligentTieringConfiguration", put)
            .await;
        assert_eq!(
            (error.code.as_ref(), error.message.as_str()),
            ("InvalidArgument", message)
        );
    }
    let mut other = rule(90, 180, any);
    other["Id"] = json!("other");
    let code = bucket
        .code("PutBucketIntelligentTieringConfiguration", other)
        .await;
    assert_eq!(code, "InvalidArgument");
    let both = json!({"Prefix": "p", "Tag": {"Key": "k", "Value": "v"}});
    let code = bucket
        .code(
            "PutBucketIntelligentTieringConfiguration",
            rule(90, 180, both),
        )
        .await;
    assert_eq!(code, "MalformedXML");
}

/// What the queue was told since it was last asked.
async fn told(bucket: &Bucket) -> Vec<Json> {
    let url = "http://localhost:4566/111122223333/tiers";
    let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
    let got = bucket.client.must("sqs", "ReceiveMessage", input).await;
    let mut records = Vec::new();
    for message in got["Messages"].as_array().into_iter().flatten() {
        let body: Json = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
        records.extend(body["Records"].as_array().into_iter().flatten().cloned());
        let read = json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]});
        bucket.client.must("sqs", "DeleteMessage", read).await;
    }
    records
}

#[tokio::test]
async fn who_wants_to_know_is_told_of_each_archive_once() {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> =
        vec![Arc::new(haneul_s3::S3), Arc::new(haneul_sqs::Sqs)];
    let cloud = TestCloud::new(services, Arc::new(NoIdentity)).await;
    let bucket = make(&cloud.root(), "first").await;
    let arn = "arn:aws:sqs:us-east-1:111122223333:tiers";
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}});
    let queue = json!({"QueueName": "tiers", "Attributes": {"Policy": policy.to_string(),
        "MessageRetentionPeriod": "1209600"}});
    bucket.client.must("sqs", "CreateQueue", queue).await;
    let watch = json!({"NotificationConfiguration": {"QueueConfigurations": [
        {"QueueArn": arn, "Events": ["s3:IntelligentTiering"]}]}});
    bucket.ok("PutBucketNotificationConfiguration", watch).await;
    let cold = rule(90, 180, json!({"Prefix": "a"}));
    bucket
        .ok("PutBucketIntelligentTieringConfiguration", cold.clone())
        .await;
    put(&bucket, "a/unread", LARGE).await;
    put(&bucket, "a/small", LARGE - 1).await;
    put(&bucket, "elsewhere", LARGE).await;
    told(&bucket).await;
    cloud.advance(89 * DAY).await;
    assert_eq!(told(&bucket).await.len(), 0);
    cloud.advance(2 * DAY).await;
    let got = told(&bucket).await;
    assert_eq!(got.len(), 1, "{got:?}");
    assert_eq!(got[0]["eventName"], "IntelligentTiering");
    assert_eq!(got[0]["eventVersion"], "2.3");
    assert_eq!(got[0]["s3"]["object"]["key"], "a/unread");
    let tier = json!({"destinationAccessTier": "ARCHIVE_ACCESS"});
    assert_eq!(got[0]["intelligentTieringEventData"], tier);
    // Neither another day nor the same rule again makes news of it.
    bucket
        .ok("PutBucketIntelligentTieringConfiguration", cold)
        .await;
    cloud.advance(3 * DAY).await;
    assert_eq!(told(&bucket).await.len(), 0);
    cloud.advance(90 * DAY).await;
    let got = told(&bucket).await;
    assert_eq!(got.len(), 1, "{got:?}");
    let tier = json!({"destinationAccessTier": "DEEP_ARCHIVE_ACCESS"});
    assert_eq!(got[0]["intelligentTieringEventData"], tier);
    // Brought back and left alone, it goes down anew.
    let restore = json!({"Key": "a/unread", "RestoreRequest": {"GlacierJobParameters": {"Tier": "Standard"}}});
    bucket.ok("RestoreObject", restore).await;
    cloud.advance(2 * DAY).await;
    assert_eq!(told(&bucket).await.len(), 0);
    cloud.advance(92 * DAY).await;
    assert_eq!(told(&bucket).await.len(), 1);
}
