//! Access logs: lines of requests in objects of another bucket, on the cloud's clock.

use crate::help::{Bucket, bucket, make, send};
use haneul_testkit::TestCloud;
use http::Method;
use serde_json::{Value as Json, json};
use std::time::Duration;

const MINUTES: Duration = Duration::from_secs(300);

fn to(bucket: &str, prefix: &str) -> Json {
    json!({"BucketLoggingStatus": {"LoggingEnabled":
        {"TargetBucket": bucket, "TargetPrefix": prefix}}})
}

fn policy(bucket: &str) -> Json {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": format!("arn:aws:s3:::{bucket}/*"), "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::first"},
            "StringEquals": {"aws:SourceAccount": "111122223333"}}}]});
    json!({"Policy": policy.to_string()})
}

/// A bucket with logs, and the bucket that they go to.
async fn pair() -> (TestCloud, Bucket, Bucket) {
    let (cloud, bucket) = bucket().await;
    let logs = make(&cloud.root(), "logs").await;
    logs.ok("PutBucketPolicy", policy("logs")).await;
    bucket.ok("PutBucketLogging", to("logs", "in/")).await;
    (cloud, bucket, logs)
}

async fn keys(logs: &Bucket) -> Vec<String> {
    let list = logs.ok("ListObjectsV2", json!({})).await;
    let rows = list["Contents"].as_array().cloned().unwrap_or_default();
    let key = |row: &Json| row["Key"].as_str().map(str::to_owned);
    rows.iter().filter_map(key).collect()
}

/// The fields of every line: quoted text and dates are one field.
async fn lines(logs: &Bucket) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for key in keys(logs).await {
        let text = logs.get(&key).await;
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert!(text.ends_with('\n'));
        lines.extend(text.lines().map(fields));
    }
    lines
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let end = match rest.as_bytes()[0] {
            b'"' => rest[1..].find('"').unwrap() + 2,
            b'[' => rest.find(']').unwrap() + 1,
            _ => rest.find(' ').unwrap_or(rest.len()),
        };
        fields.push(rest[..end].trim_matches('"').to_owned());
        rest = rest[end..].strip_prefix(' ').unwrap_or("");
    }
    fields
}

fn of<'l>(lines: &'l [Vec<String>], operation: &str) -> Vec<&'l Vec<String>> {
    let found = lines.iter().filter(|line| line[6] == operation);
    found.collect()
}

#[tokio::test]
async fn a_request_is_a_line_some_minutes_later() {
    let (cloud, bucket, logs) = pair().await;
    bucket.put("a b%c", "twelve bytes").await;
    bucket.get("a b%c").await;
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "no"})).await,
        "NoSuchKey"
    );
    assert!(keys(&logs).await.is_empty());
    cloud.advance(MINUTES).await;
    let lines = lines(&logs).await;
    let key = &keys(&logs).await[0];
    assert!(key.starts_with("in/20"), "{key}");
    assert_eq!(key.len(), "in/2026-01-01-00-00-00-0123456789ABCDEF".len());
    for line in &lines {
        assert_eq!(line.len(), 26, "{line:?}");
    }
    let got = of(&lines, "REST.GET.OBJECT");
    let (good, bad) = (got[0], got[1]);
    assert_eq!(good[0].len(), 64);
    assert_eq!((good[1].as_str(), good[4] == good[0]), ("first", true));
    assert_eq!(good[7], "a%2520b%2525c", "encoded twice");
    let told = |line: &[String]| line[9..13].join(" ");
    assert_eq!(told(good), "200 - 12 -");
    assert_eq!(told(bad), "404 NoSuchKey - -");
    assert_eq!(of(&lines, "REST.PUT.OBJECT").len(), 1);
    // What was said is not said again.
    cloud.advance(MINUTES).await;
    let again = keys(&logs).await;
    assert_eq!(again.len(), 1);
}

#[tokio::test]
async fn requests_from_outside_show_what_they_were() {
    let (cloud, bucket, logs) = pair().await;
    bucket.put("k", "0123456789").await;
    let headers = [
        ("referer", "http://x.example/"),
        ("user-agent", "an agent"),
        ("range", "bytes=2-4"),
    ];
    let (status, ..) = send(&cloud, Method::GET, "/first/k?versionId=null", &headers, "").await;
    assert_eq!(status, 403);
    cloud.advance(MINUTES).await;
    let lines = lines(&logs).await;
    let line = of(&lines, "REST.GET.OBJECT")[0];
    assert_eq!(line[4], "-", "a stranger");
    assert_eq!(line[8], "GET /first/k?versionId=null HTTP/1.1");
    assert_eq!(line[9..11].join(" "), "403 AccessDenied");
    assert!(
        line[11].parse::<u64>().unwrap() > 100,
        "the error's own bytes"
    );
    assert_eq!(line[16], "an agent");
    assert_eq!(line[17], "null");
    assert_eq!(line[19..22].join(" "), "- - -");
    assert_eq!(line[22], "localhost");
}

#[tokio::test]
async fn deletions_of_many_and_copies_have_lines_of_their_own() {
    let (cloud, bucket, logs) = pair().await;
    bucket.put("a", "x").await;
    let other = make(&cloud.root(), "other").await;
    other
        .ok("CopyObject", json!({"Key": "c", "CopySource": "first/a"}))
        .await;
    let wanted = json!({"Delete": {"Objects": [{"Key": "a"}, {"Key": "b c"}]}});
    bucket.ok("DeleteObjects", wanted).await;
    cloud.advance(MINUTES).await;
    let lines = lines(&logs).await;
    assert_eq!(of(&lines, "REST.COPY.OBJECT_GET")[0][7], "a");
    assert!(
        of(&lines, "REST.COPY.OBJECT").is_empty(),
        "of the other bucket"
    );
    let deleted: Vec<String> = of(&lines, "BATCH.DELETE.OBJECT")
        .iter()
        .map(|line| line[7..11].join(" "))
        .collect();
    assert_eq!(deleted, ["a - 204 -", "b%20c - 204 -"], "encoded once");
    assert_eq!(of(&lines, "REST.POST.MULTI_OBJECT_DELETE").len(), 1);
}

#[tokio::test]
async fn without_permission_logs_are_lost() {
    let (cloud, bucket, logs) = pair().await;
    logs.ok("DeleteBucketPolicy", json!({})).await;
    bucket.put("k", "x").await;
    cloud.advance(MINUTES).await;
    logs.ok("PutBucketPolicy", policy("logs")).await;
    cloud.advance(MINUTES).await;
    assert!(keys(&logs).await.is_empty());
}

#[tokio::test]
async fn the_group_of_log_delivery_may_deliver_by_list() {
    let (cloud, bucket) = bucket().await;
    let logs = make(&cloud.root(), "logs").await;
    let owned = json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}});
    logs.ok("PutBucketOwnershipControls", owned).await;
    let put = to("logs", "");
    let error = bucket.err("PutBucketLogging", put.clone()).await;
    assert_eq!(error.code, "InvalidTargetBucketForLogging");
    assert!(
        error
            .message
            .starts_with("You must give the log-delivery group")
    );
    logs.ok("PutBucketAcl", json!({"ACL": "log-delivery-write"}))
        .await;
    let mut put = put;
    let group = json!({"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"});
    put["BucketLoggingStatus"]["LoggingEnabled"]["TargetGrants"] =
        json!([{"Grantee": group, "Permission": "READ"}]);
    let off = json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": false}});
    logs.ok("PutPublicAccessBlock", off).await;
    bucket.ok("PutBucketLogging", put.clone()).await;
    let got = bucket.ok("GetBucketLogging", json!({})).await;
    assert_eq!(got, put["BucketLoggingStatus"]);
    bucket.put("k", "x").await;
    cloud.advance(MINUTES).await;
    let keys = keys(&logs).await;
    let acl = logs.ok("GetObjectAcl", json!({"Key": keys[0]})).await;
    let grants = acl["Grants"].as_array().unwrap();
    let permissions: Vec<_> = grants
        .iter()
        .map(|g| g["Permission"].as_str().unwrap())
        .collect();
    assert_eq!(permissions, ["FULL_CONTROL", "READ"]);
}

#[tokio::test]
async fn keys_may_have_the_source_and_the_day() {
    let (cloud, bucket, logs) = pair().await;
    for (by, ending) in [("EventTime", "-00-00-00-"), ("DeliveryTime", "")] {
        let mut put = to("logs", "p/");
        put["BucketLoggingStatus"]["LoggingEnabled"]["TargetObjectKeyFormat"] =
            json!({"PartitionedPrefix": {"PartitionDateSource": by}});
        bucket.ok("PutBucketLogging", put.clone()).await;
        let got = bucket.ok("GetBucketLogging", json!({})).await;
        assert_eq!(got, put["BucketLoggingStatus"]);
        bucket.put("k", "x").await;
        cloud.advance(MINUTES).await;
        let found = keys(&logs).await;
        let place = "p/111122223333/us-east-1/first/20";
        let fits = |key: &&String| key.starts_with(place) && key.contains(ending);
        let key = found
            .iter()
            .find(fits)
            .unwrap_or_else(|| panic!("{found:?}"));
        let parts: Vec<&str> = key[place.len() - 2..].split('/').collect();
        assert_eq!(parts.len(), 4, "{key}");
        assert!(parts[3].starts_with(&parts[..3].join("-")));
    }
}

#[tokio::test]
async fn what_cannot_be_a_target_is_refused() {
    let (cloud, bucket, _logs) = pair().await;
    let root = cloud.root();
    make(&cloud.root_of("444455556666"), "theirs").await;
    let far = Bucket {
        client: root.in_region("eu-west-1"),
        name: "far".to_owned(),
    };
    let there = json!({"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}});
    far.ok("CreateBucket", there).await;
    for (name, code) in [
        ("nowhere", "InvalidTargetBucketForLogging"),
        ("theirs", "InvalidTargetBucketForLogging"),
        ("far", "CrossLocationLoggingProhibitted"),
    ] {
        assert_eq!(
            bucket.code("PutBucketLogging", to(name, "")).await,
            code,
            "{name}"
        );
    }
    let mut both = to("logs", "");
    both["BucketLoggingStatus"]["LoggingEnabled"]["TargetObjectKeyFormat"] =
        json!({"SimplePrefix": {}, "PartitionedPrefix": {}});
    assert_eq!(bucket.code("PutBucketLogging", both).await, "MalformedXML");
    bucket
        .ok("PutBucketLogging", json!({"BucketLoggingStatus": {}}))
        .await;
    assert_eq!(bucket.ok("GetBucketLogging", json!({})).await, json!({}));
    bucket.put("k", "x").await;
    cloud.advance(MINUTES).await;
}

#[tokio::test]
async fn what_rules_do_is_told_too() {
    let (cloud, bucket, logs) = pair().await;
    bucket.put("cold/a b", "x".repeat(200_000)).await;
    bucket.put("old/k", "x").await;
    bucket
        .ok("CreateMultipartUpload", json!({"Key": "never"}))
        .await;
    let rules = json!({"LifecycleConfiguration": {"Rules": [
        {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "cold/"},
            "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}]},
        {"ID": "b", "Status": "Enabled", "Filter": {"Prefix": "old/"}, "Expiration": {"Days": 1}},
        {"ID": "c", "Status": "Enabled", "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}]}});
    bucket.ok("PutBucketLifecycleConfiguration", rules).await;
    cloud.advance(Duration::from_secs(40 * 86_400)).await;
    cloud.advance(MINUTES).await;
    let lines = lines(&logs).await;
    for (operation, key) in [
        ("S3.TRANSITION_SIA.OBJECT", "cold/a%20b"),
        ("S3.EXPIRE.OBJECT", "old/k"),
        ("S3.DELETE.UPLOAD", "never"),
    ] {
        let line = of(&lines, operation)[0];
        assert_eq!((line[4].as_str(), line[7].as_str()), ("AmazonS3", key));
        assert_eq!(line.len(), 26);
    }
}

/// Lines come to the store about each second; an object is of many seconds.
#[tokio::test]
async fn lines_of_many_seconds_are_one_object() {
    let (cloud, bucket, logs) = pair().await;
    let other = make(&cloud.root(), "other").await;
    other.ok("PutBucketLogging", to("logs", "other/")).await;
    for _ in 0..100 {
        bucket.put("k", "x").await;
        haneul_pipeline::background::flush(&cloud.cloud).await;
    }
    other.put("k", "x").await;
    cloud.advance(MINUTES).await;
    let found = keys(&logs).await;
    let own: Vec<_> = found.iter().filter(|key| key.starts_with("in/")).collect();
    assert_eq!(own.len(), 1, "{found:?}");
    assert_eq!(of(&lines(&logs).await, "REST.PUT.OBJECT").len(), 100);
    // The other source is not the one that the policy lets deliver.
    assert_eq!(found.len(), 1);
}
