//! Storage classes, and restoring from the archives.

use crate::help::{Bucket, bucket, bytes, detail};
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

async fn put(bucket: &Bucket, key: &str, class: &str) {
    let input = json!({"Key": key, "StorageClass": class});
    bucket.put_as(input, "kept").await;
}

async fn head(bucket: &Bucket, key: &str) -> Json {
    bucket.ok("HeadObject", json!({"Key": key})).await
}

async fn restore(bucket: &Bucket, key: &str, days: i64, tier: &str) -> Result<u16, String> {
    let input = json!({"Bucket": bucket.name, "Key": key,
        "RestoreRequest": {"Days": days, "GlacierJobParameters": {"Tier": tier}}});
    let reply = bucket.client.send("s3", "RestoreObject", input, None).await;
    match reply {
        Ok(reply) => Ok(reply.status.unwrap_or(200)),
        Err(error) => Err(format!("{}: {}", error.code, error.message)),
    }
}

async fn may_read(bucket: &Bucket, key: &str) -> bool {
    match bucket.call("GetObject", json!({"Key": key})).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(
                (error.code.as_ref(), error.status),
                ("InvalidObjectState", Some(403))
            );
            false
        }
    }
}

const CLASSES: [&str; 8] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
];

#[tokio::test]
async fn s3c_1_an_object_is_in_the_class_it_was_put_in() {
    let (_cloud, bucket) = bucket().await;
    for class in CLASSES {
        put(&bucket, class, class).await;
        let shown = head(&bucket, class).await;
        let header = shown.get("StorageClass").and_then(Json::as_str);
        assert_eq!(header, Some(class).filter(|class| *class != "STANDARD"));
        let input = json!({"Key": class, "ObjectAttributes": ["StorageClass"]});
        let attributes = bucket.ok("GetObjectAttributes", input).await;
        assert_eq!(attributes["StorageClass"], class);
    }
    for operation in ["ListObjects", "ListObjectsV2", "ListObjectVersions"] {
        let list = bucket.ok(operation, json!({})).await;
        let rows = list.get("Contents").or_else(|| list.get("Versions"));
        let rows = rows.and_then(Json::as_array).unwrap();
        assert_eq!(rows.len(), CLASSES.len());
        assert!(rows.iter().all(|row| row["Key"] == row["StorageClass"]));
    }
    let other = [
        "EXPRESS_ONEZONE",
        "OUTPOSTS",
        "SNOW",
        "FSX_ONTAP",
        "LUKEWARM",
    ];
    for class in other {
        let input = json!({"Key": "k", "StorageClass": class});
        let error = bucket.put_err(input, "x").await;
        assert_eq!(error.code, "InvalidStorageClass", "{class}");
    }
}

#[tokio::test]
async fn s3c_1_uploads_in_parts_have_a_class_too() {
    let (_cloud, bucket) = bucket().await;
    let begin = json!({"Key": "k", "StorageClass": "STANDARD_IA"});
    let id = bucket.ok("CreateMultipartUpload", begin).await["UploadId"].clone();
    let uploads = bucket.ok("ListMultipartUploads", json!({})).await;
    assert_eq!(uploads["Uploads"][0]["StorageClass"], "STANDARD_IA");
    let part = json!({"Key": "k", "UploadId": id, "PartNumber": 1});
    let etag = bucket
        .send("UploadPart", part, "part")
        .await
        .unwrap()
        .output["ETag"]
        .clone();
    let parts = json!({"Key": "k", "UploadId": id});
    assert_eq!(
        bucket.ok("ListParts", parts).await["StorageClass"],
        "STANDARD_IA"
    );
    let end = json!({"Key": "k", "UploadId": id,
        "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": etag}]}});
    bucket.ok("CompleteMultipartUpload", end).await;
    assert_eq!(head(&bucket, "k").await["StorageClass"], "STANDARD_IA");
}

#[tokio::test]
async fn s3c_1_a_copy_onto_itself_changes_the_class() {
    let (_cloud, bucket) = bucket().await;
    put(&bucket, "k", "STANDARD_IA").await;
    let copy = json!({"Key": "k", "CopySource": "first/k", "StorageClass": "GLACIER_IR"});
    bucket.ok("CopyObject", copy).await;
    assert_eq!(head(&bucket, "k").await["StorageClass"], "GLACIER_IR");
    // A copy that says nothing is in STANDARD, whatever its original is in.
    let copy = json!({"Key": "other", "CopySource": "first/k"});
    bucket.ok("CopyObject", copy).await;
    assert_eq!(head(&bucket, "other").await.get("StorageClass"), None);
    put(&bucket, "deep", "DEEP_ARCHIVE").await;
    let copy = json!({"Key": "x", "CopySource": "first/deep"});
    let error = bucket.err("CopyObject", copy).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("InvalidObjectState", Some(403))
    );
}

#[tokio::test]
async fn s3c_11_instant_retrieval_needs_no_restore() {
    let (_cloud, bucket) = bucket().await;
    put(&bucket, "k", "GLACIER_IR").await;
    assert_eq!(bucket.get("k").await, "kept");
    let error = restore(&bucket, "k", 1, "Standard").await.unwrap_err();
    assert!(error.starts_with("InvalidObjectState"), "{error}");
}

/// How long a restore takes, measured by looking just before and at its end.
async fn check_time(cloud: &TestCloud, bucket: &Bucket, key: &str, tier: &str, takes: Duration) {
    assert!(!may_read(bucket, key).await);
    assert_eq!(restore(bucket, key, 2, tier).await, Ok(202));
    assert_eq!(
        head(bucket, key).await["Restore"],
        "ongoing-request=\"true\""
    );
    cloud.advance(takes - Duration::from_secs(1)).await;
    assert!(!may_read(bucket, key).await, "{key} {tier}");
    cloud.advance(Duration::from_secs(1)).await;
    assert!(may_read(bucket, key).await, "{key} {tier}");
    let shown = head(bucket, key).await;
    let restored = shown["Restore"].as_str().unwrap();
    assert!(
        restored.starts_with("ongoing-request=\"false\", expiry-date=\"")
            && restored.ends_with("00:00:00 GMT\""),
        "{restored}"
    );
    assert_eq!(shown["StorageClass"], key);
    cloud.advance(3 * DAY).await;
    assert_eq!(head(bucket, key).await.get("Restore"), None);
    assert!(!may_read(bucket, key).await, "{key} is archived again");
}

#[tokio::test]
async fn s3c_12_flexible_retrieval_takes_minutes_to_hours() {
    let (cloud, bucket) = bucket().await;
    put(&bucket, "GLACIER", "GLACIER").await;
    let error = bucket.err("GetObject", json!({"Key": "GLACIER"})).await;
    assert_eq!(detail(&error, "StorageClass"), Some("GLACIER"));
    for (tier, takes) in [
        ("Expedited", 5 * MINUTE),
        ("Standard", 5 * HOUR),
        ("Bulk", 12 * HOUR),
    ] {
        check_time(&cloud, &bucket, "GLACIER", tier, takes).await;
    }
}

#[tokio::test]
async fn s3c_13_deep_archive_takes_half_a_day_or_two() {
    let (cloud, bucket) = bucket().await;
    put(&bucket, "DEEP_ARCHIVE", "DEEP_ARCHIVE").await;
    let refused = restore(&bucket, "DEEP_ARCHIVE", 1, "Expedited").await;
    assert!(refused.unwrap_err().starts_with("InvalidArgument"));
    for (tier, takes) in [("Standard", 12 * HOUR), ("Bulk", 48 * HOUR)] {
        check_time(&cloud, &bucket, "DEEP_ARCHIVE", tier, takes).await;
    }
}

#[tokio::test]
async fn s3c_12_a_restore_may_be_hurried_and_lengthened() {
    let (cloud, bucket) = bucket().await;
    put(&bucket, "k", "GLACIER").await;
    assert_eq!(restore(&bucket, "k", 1, "Bulk").await, Ok(202));
    for tier in ["Bulk"] {
        let again = restore(&bucket, "k", 1, tier).await.unwrap_err();
        assert_eq!(
            again,
            "RestoreAlreadyInProgress: Object restore is already in progress"
        );
    }
    assert_eq!(restore(&bucket, "k", 1, "Expedited").await, Ok(202));
    cloud.advance(5 * MINUTE).await;
    assert!(may_read(&bucket, "k").await);
    assert_eq!(restore(&bucket, "k", 9, "Standard").await, Ok(200));
    cloud.advance(9 * DAY).await;
    assert!(may_read(&bucket, "k").await);
    cloud.advance(2 * DAY).await;
    assert!(!may_read(&bucket, "k").await);
    assert!(restore(&bucket, "k", 0, "Standard").await.is_err());
    let no_days = json!({"Key": "k", "RestoreRequest": {}});
    assert_eq!(bucket.code("RestoreObject", no_days).await, "MalformedXML");
    let select = json!({"Key": "k", "RestoreRequest": {"Type": "SELECT"}});
    assert_eq!(bucket.code("RestoreObject", select).await, "NotImplemented");
}

#[tokio::test]
async fn s3c_12_listings_show_restores_to_who_asks() {
    let (cloud, bucket) = bucket().await;
    put(&bucket, "k", "GLACIER").await;
    restore(&bucket, "k", 1, "Expedited").await.unwrap();
    let asked = json!({"OptionalObjectAttributes": ["RestoreStatus"]});
    let list = bucket.ok("ListObjectsV2", asked.clone()).await;
    let status = &list["Contents"][0]["RestoreStatus"];
    assert_eq!(*status, json!({"IsRestoreInProgress": true}));
    cloud.advance(HOUR).await;
    for operation in ["ListObjects", "ListObjectsV2", "ListObjectVersions"] {
        let list = bucket.ok(operation, asked.clone()).await;
        let rows = list
            .get("Contents")
            .or_else(|| list.get("Versions"))
            .unwrap();
        assert_eq!(rows[0]["RestoreStatus"]["IsRestoreInProgress"], false);
        assert!(!rows[0]["RestoreStatus"]["RestoreExpiryDate"].is_null());
    }
    let plain = bucket.ok("ListObjectsV2", json!({})).await;
    assert_eq!(plain["Contents"][0].get("RestoreStatus"), None);
    let other = json!({"OptionalObjectAttributes": ["Weight"]});
    assert_eq!(bucket.code("ListObjectsV2", other).await, "InvalidArgument");
}

#[tokio::test]
async fn s3c_12_an_older_version_is_restored_by_itself() {
    let (cloud, bucket) = bucket().await;
    let on = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    bucket.ok("PutBucketVersioning", on).await;
    let old = json!({"Key": "k", "StorageClass": "GLACIER"});
    let id = bucket.put_as(old, bytes(100)).await["VersionId"].clone();
    bucket.put("k", "new").await;
    let input = json!({"Key": "k", "VersionId": id,
        "RestoreRequest": {"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}});
    bucket.ok("RestoreObject", input).await;
    cloud.advance(5 * MINUTE).await;
    let read = bucket.get_as(json!({"Key": "k", "VersionId": id})).await;
    assert_eq!(read.body, bytes(100));
    assert_eq!(bucket.get("k").await, "new");
}

#[tokio::test]
async fn s3c_1_policies_may_ask_for_the_class() {
    let (_cloud, bucket) = bucket().await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
        "Action": "s3:PutObject", "Resource": "arn:aws:s3:::first/*",
        "Condition": {"StringEquals": {"s3:x-amz-storage-class": "STANDARD_IA"}}}]});
    let input = json!({"Policy": policy.to_string()});
    bucket.ok("PutBucketPolicy", input).await;
    put(&bucket, "k", "GLACIER_IR").await;
    let input = json!({"Key": "k", "StorageClass": "STANDARD_IA"});
    assert_eq!(bucket.put_err(input, "x").await.code, "AccessDenied");
}
