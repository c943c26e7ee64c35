//! Inventories, delivered on the cloud's clock.

use crate::help::{Bucket, bucket, bytes, make};
use flate2::read::GzDecoder;
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};
use std::io::Read;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

fn configuration(versions: &str, frequency: &str, fields: Json) -> Json {
    json!({"Id": "list", "InventoryConfiguration": {"Id": "list", "IsEnabled": true,
        "IncludedObjectVersions": versions, "Schedule": {"Frequency": frequency},
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::lists", "Format": "CSV", "Prefix": "in"}},
        "OptionalFields": fields}})
}

/// A bucket, and another that S3 may write lists of it to.
async fn pair() -> (TestCloud, Bucket, Bucket) {
    let (cloud, bucket) = bucket().await;
    let lists = make(&cloud.root(), "lists").await;
    allow(&lists).await;
    (cloud, bucket, lists)
}

async fn allow(lists: &Bucket) {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::lists/*", "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::first"},
            "StringEquals": {"aws:SourceAccount": "111122223333",
                "s3:x-amz-acl": "bucket-owner-full-control"}}}]});
    lists
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
}

async fn keys(lists: &Bucket) -> Vec<String> {
    let list = lists
        .ok("ListObjectsV2", json!({"Prefix": "in/first/list/"}))
        .await;
    let rows = list["Contents"].as_array().cloned().unwrap_or_default();
    let key = |row: &Json| row["Key"].as_str().map(str::to_owned);
    rows.iter().filter_map(key).collect()
}

async fn manifests(lists: &Bucket) -> Vec<Json> {
    let mut found = Vec::new();
    for key in keys(lists).await {
        if key.ends_with("/manifest.json") {
            found.push(serde_json::from_slice(&lists.get(&key).await).unwrap());
        }
    }
    found
}

/// The rows that a manifest names, without quotes.
async fn rows(lists: &Bucket, manifest: &Json) -> Vec<Vec<String>> {
    let mut text = String::new();
    for file in manifest["files"].as_array().unwrap() {
        let body = lists.get(file["key"].as_str().unwrap()).await;
        assert_eq!(file["size"], body.len());
        let head = lists.ok("HeadObject", json!({"Key": file["key"]})).await;
        let etag = head["ETag"].as_str().unwrap().trim_matches('"').to_owned();
        assert_eq!(file["MD5checksum"], etag);
        GzDecoder::new(&body[..]).read_to_string(&mut text).unwrap();
    }
    let row = |line: &str| {
        line.split(',')
            .map(|v| v.trim_matches('"').to_owned())
            .collect()
    };
    text.lines().map(row).collect()
}

#[tokio::test]
async fn s3c_8_an_inventory_shows_tiers() {
    let (cloud, bucket, lists) = pair().await;
    for key in ["a", "b"] {
        let input = json!({"Key": key, "StorageClass": "INTELLIGENT_TIERING"});
        bucket.put_as(input, bytes(1 << 20)).await;
    }
    let input = json!({"Key": "small key", "StorageClass": "INTELLIGENT_TIERING"});
    bucket.put_as(input, bytes(10_000)).await;
    let fields = json!([
        "Size",
        "StorageClass",
        "IntelligentTieringAccessTier",
        "ETag"
    ]);
    let put = configuration("Current", "Daily", fields);
    bucket
        .ok("PutBucketInventoryConfiguration", put.clone())
        .await;
    for _ in 0..30 {
        cloud.advance(DAY).await;
        bucket.get("a").await;
    }
    cloud.advance(DAY).await;
    let all = manifests(&lists).await;
    assert_eq!(all.len(), 31, "one a day");
    let last = all.last().unwrap();
    assert_eq!(
        last["fileSchema"],
        "Bucket, Key, Size, StorageClass, IntelligentTieringAccessTier, ETag"
    );
    assert_eq!(last["sourceBucket"], "first");
    assert_eq!(last["destinationBucket"], "arn:aws:s3:::lists");
    let shown = rows(&lists, last).await;
    let shown: Vec<_> = shown.iter().map(|row| row[..5].join(" ")).collect();
    assert_eq!(
        shown,
        [
            "first a 1048576 INTELLIGENT_TIERING FREQUENT",
            "first b 1048576 INTELLIGENT_TIERING INFREQUENT",
            "first small%20key 10000 INTELLIGENT_TIERING FREQUENT",
        ]
    );
    bucket.get("b").await;
    cloud.advance(DAY).await;
    let all = manifests(&lists).await;
    let shown = rows(&lists, all.last().unwrap()).await;
    assert_eq!(shown[1][4], "FREQUENT");
}

#[tokio::test]
async fn older_versions_and_markers_are_listed_to_who_asks() {
    let (cloud, bucket, lists) = pair().await;
    let on = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    bucket.ok("PutBucketVersioning", on).await;
    let first = bucket.put("k", "1").await["VersionId"].clone();
    bucket.put("k", "2").await;
    bucket.put("gone", "x").await;
    bucket.ok("DeleteObject", json!({"Key": "gone"})).await;
    let put = configuration("All", "Weekly", json!(["Size"]));
    bucket.ok("PutBucketInventoryConfiguration", put).await;
    cloud.advance(HOUR).await;
    let all = manifests(&lists).await;
    assert_eq!(
        all[0]["fileSchema"],
        "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size"
    );
    let shown = rows(&lists, &all[0]).await;
    assert_eq!(shown.len(), 4);
    assert_eq!(shown[0][3..], ["true", "true", ""].map(str::to_owned));
    assert_eq!(shown[3][2], first.as_str().unwrap());
    assert_eq!(shown[3][3..], ["false", "false", "1"].map(str::to_owned));
    for _ in 0..21 {
        cloud.advance(DAY).await;
    }
    assert_eq!(manifests(&lists).await.len(), 4, "one a week");
}

#[tokio::test]
async fn the_manifest_has_its_sum_and_hive_its_links() {
    let (cloud, bucket, lists) = pair().await;
    bucket.put("k", "x").await;
    let put = configuration("Current", "Daily", json!([]));
    bucket.ok("PutBucketInventoryConfiguration", put).await;
    cloud.advance(HOUR).await;
    let keys = keys(&lists).await;
    let ending = |end: &str| keys.iter().find(|key| key.ends_with(end)).unwrap().as_str();
    let head = lists
        .ok("HeadObject", json!({"Key": ending("/manifest.json")}))
        .await;
    let sum = lists.get(ending("/manifest.checksum")).await;
    assert_eq!(
        head["ETag"],
        format!("\"{}\"", String::from_utf8_lossy(&sum))
    );
    let links = lists.get(ending("/symlink.txt")).await;
    let data = keys.iter().find(|key| key.contains("/data/")).unwrap();
    assert_eq!(links, format!("s3://lists/{data}\n"));
}

#[tokio::test]
async fn without_the_destinations_policy_there_is_no_list() {
    let (cloud, bucket, lists) = pair().await;
    lists.ok("DeleteBucketPolicy", json!({})).await;
    bucket.put("k", "x").await;
    let put = configuration("Current", "Daily", json!([]));
    bucket.ok("PutBucketInventoryConfiguration", put).await;
    cloud.advance(HOUR).await;
    assert!(keys(&lists).await.is_empty());
    allow(&lists).await;
    cloud.advance(2 * DAY).await;
    assert_eq!(manifests(&lists).await.len(), 1);
}

#[tokio::test]
async fn configurations() {
    let (_cloud, bucket, _lists) = pair().await;
    let id = json!({"Id": "list"});
    let code = bucket
        .code("GetBucketInventoryConfiguration", id.clone())
        .await;
    assert_eq!(code, "NoSuchConfiguration");
    let mut put = configuration("All", "Weekly", json!(["Size", "ETag"]));
    put["InventoryConfiguration"]["Filter"] = json!({"Prefix": "p"});
    bucket
        .ok("PutBucketInventoryConfiguration", put.clone())
        .await;
    let wanted = &put["InventoryConfiguration"];
    let got = bucket
        .ok("GetBucketInventoryConfiguration", id.clone())
        .await;
    assert_eq!(got["InventoryConfiguration"], *wanted);
    let list = bucket
        .ok("ListBucketInventoryConfigurations", json!({}))
        .await;
    assert_eq!(list["InventoryConfigurationList"], json!([wanted]));
    bucket.ok("DeleteBucketInventoryConfiguration", id).await;
    for (path, value, code) in [
        ("Format", "Parquet", "NotImplemented"),
        ("Format", "ORC", "NotImplemented"),
        (
            "Bucket",
            "arn:aws:s3:::nowhere",
            "InvalidS3DestinationBucket",
        ),
        ("AccountId", "999999999999", "InvalidS3DestinationBucket"),
    ] {
        let mut put = configuration("All", "Daily", json!([]));
        put["InventoryConfiguration"]["Destination"]["S3BucketDestination"][path] = json!(value);
        assert_eq!(
            bucket.code("PutBucketInventoryConfiguration", put).await,
            code
        );
    }
    let put = configuration("All", "Daily", json!(["ObjectAccessControlList"]));
    assert_eq!(
        bucket.code("PutBucketInventoryConfiguration", put).await,
        "NotImplemented"
    );
}

#[tokio::test]
async fn s3_lists_under_a_key_of_kms() {
    let services: Vec<std::sync::Arc<dyn haneul_pipeline::Service>> = vec![
        std::sync::Arc::new(haneul_s3::S3),
        std::sync::Arc::new(haneul_kms::Kms),
    ];
    let directory = std::sync::Arc::new(haneul_iam::Directory::default());
    let cloud = TestCloud::new(services, directory).await;
    let root = cloud.root();
    let bucket = make(&root, "first").await;
    let lists = make(&root, "lists").await;
    allow(&lists).await;
    let policy = |who: &str| {
        json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": "kms:*", "Resource": "*"},
            {"Effect": "Allow", "Principal": {"Service": who},
                "Action": "kms:GenerateDataKey", "Resource": "*", "Condition": {
                    "StringEquals": {"aws:SourceAccount": "111122223333"},
                    "ArnLike": {"aws:SourceArn": "arn:aws:s3:::first"}}}]})
        .to_string()
    };
    let input = json!({"Policy": policy("s3.amazonaws.com")});
    let made = root.must("kms", "CreateKey", input).await;
    let key = &made["KeyMetadata"]["Arn"];
    bucket.put("k", "x").await;
    let mut wanted = configuration("Current", "Daily", json!(["Size"]));
    let destination = "/InventoryConfiguration/Destination/S3BucketDestination";
    wanted.pointer_mut(destination).unwrap()["Encryption"] = json!({"SSEKMS": {"KeyId": key}});
    bucket
        .ok("PutBucketInventoryConfiguration", wanted.clone())
        .await;
    let shown = bucket
        .ok("GetBucketInventoryConfiguration", json!({"Id": "list"}))
        .await;
    assert_eq!(
        shown["InventoryConfiguration"],
        wanted["InventoryConfiguration"]
    );
    cloud.advance(HOUR).await;
    let found = keys(&lists).await;
    assert_eq!(manifests(&lists).await.len(), 1);
    for name in &found {
        let head = lists.ok("HeadObject", json!({"Key": name})).await;
        assert_eq!(&head["SSEKMSKeyId"], key, "{name}");
    }
}
