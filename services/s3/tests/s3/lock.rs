//! Object Lock.

use crate::help::{Bucket, bucket, make};
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn locked() -> (TestCloud, Bucket) {
    let cloud = crate::help::cloud().await;
    let root = cloud.root();
    let input = json!({"Bucket": "locked", "ObjectLockEnabledForBucket": true});
    root.call("s3", "CreateBucket", input).await.unwrap();
    let bucket = Bucket {
        client: root,
        name: "locked".to_owned(),
    };
    (cloud, bucket)
}

fn version(answer: &Json) -> String {
    answer["VersionId"].as_str().unwrap().to_owned()
}

/// A moment so many days from the cloud's now.
fn in_days(cloud: &TestCloud, days: i64) -> String {
    let now = cloud.cloud.clock.now();
    let at = now + jiff::SignedDuration::from_hours(24 * days);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

async fn delete(bucket: &Bucket, key: &str, version: &str, bypass: bool) -> String {
    let input = json!({"Key": key, "VersionId": version, "BypassGovernanceRetention": bypass});
    match bucket.call("DeleteObject", input).await {
        Ok(_) => "deleted".to_owned(),
        Err(error) => error.message,
    }
}

const LOCKED: &str = "Access Denied because object protected by object lock.";

#[tokio::test]
async fn a_bucket_made_with_it_has_it_and_keeps_versions() {
    let (_cloud, bucket) = locked().await;
    let status = bucket.ok("GetBucketVersioning", json!({})).await;
    assert_eq!(status["Status"], "Enabled");
    let lock = bucket.ok("GetObjectLockConfiguration", json!({})).await;
    assert_eq!(
        lock["ObjectLockConfiguration"],
        json!({"ObjectLockEnabled": "Enabled"})
    );
    let suspend = json!({"VersioningConfiguration": {"Status": "Suspended"}});
    assert_eq!(
        bucket.code("PutBucketVersioning", suspend).await,
        "InvalidBucketState"
    );
    let plain = make(&bucket.client, "plain").await;
    let on = json!({"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}});
    assert_eq!(
        plain.code("PutObjectLockConfiguration", on.clone()).await,
        "InvalidBucketState"
    );
    let keep = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    plain.ok("PutBucketVersioning", keep).await;
    plain.ok("PutObjectLockConfiguration", on).await;
    plain.ok("GetObjectLockConfiguration", json!({})).await;
}

#[tokio::test]
async fn nobody_ends_compliance_before_its_time() {
    let (cloud, bucket) = locked().await;
    let until = in_days(&cloud, 10);
    let put = json!({"Key": "k", "ContentMD5": "XUFAKrxLKna5cZ2REBfFkg==",
        "ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until});
    let id = version(&bucket.put_as(put, "hello").await);
    assert_eq!(delete(&bucket, "k", &id, true).await, LOCKED);
    // A marker is no deletion.
    bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    let shorter = json!({"Key": "k", "VersionId": id, "BypassGovernanceRetention": true,
        "Retention": {"Mode": "COMPLIANCE", "RetainUntilDate": in_days(&cloud, 5)}});
    assert_eq!(
        bucket.code("PutObjectRetention", shorter).await,
        "AccessDenied"
    );
    let weaker = json!({"Key": "k", "VersionId": id, "BypassGovernanceRetention": true,
        "Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": in_days(&cloud, 20)}});
    assert_eq!(
        bucket.code("PutObjectRetention", weaker).await,
        "AccessDenied"
    );
    let longer = json!({"Key": "k", "VersionId": id,
        "Retention": {"Mode": "COMPLIANCE", "RetainUntilDate": in_days(&cloud, 11)}});
    bucket.ok("PutObjectRetention", longer).await;
    cloud.advance(10 * DAY).await;
    assert_eq!(delete(&bucket, "k", &id, false).await, LOCKED);
    cloud.advance(DAY).await;
    assert_eq!(delete(&bucket, "k", &id, false).await, "deleted");
}

#[tokio::test]
async fn governance_is_gone_round_only_by_asking() {
    let (_cloud, bucket) = locked().await;
    let default = json!({"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}});
    bucket
        .ok("PutObjectLockConfiguration", default.clone())
        .await;
    let lock = bucket.ok("GetObjectLockConfiguration", json!({})).await;
    assert_eq!(
        lock["ObjectLockConfiguration"],
        default["ObjectLockConfiguration"]
    );
    let put = json!({"Key": "k", "ContentMD5": "XUFAKrxLKna5cZ2REBfFkg=="});
    let id = version(&bucket.put_as(put, "hello").await);
    let head = bucket.ok("HeadObject", json!({"Key": "k"})).await;
    assert_eq!(head["ObjectLockMode"], "GOVERNANCE");
    assert_eq!(delete(&bucket, "k", &id, false).await, LOCKED);
    assert_eq!(delete(&bucket, "k", &id, true).await, "deleted");
    let unguarded = bucket.put_err(json!({"Key": "k"}), "hello").await;
    assert_eq!(unguarded.code, "InvalidRequest");
}

#[tokio::test]
async fn a_legal_hold_holds_until_it_is_taken_off() {
    let (cloud, bucket) = locked().await;
    let put = json!({"Key": "k", "ContentMD5": "XUFAKrxLKna5cZ2REBfFkg=="});
    let id = version(&bucket.put_as(put, "hello").await);
    let none = bucket.code("GetObjectLegalHold", json!({"Key": "k"})).await;
    assert_eq!(none, "NoSuchObjectLockConfiguration");
    let hold = |status: &str| json!({"Key": "k", "LegalHold": {"Status": status}});
    bucket.ok("PutObjectLegalHold", hold("ON")).await;
    cloud.advance(1_000 * DAY).await;
    assert_eq!(delete(&bucket, "k", &id, true).await, LOCKED);
    bucket.ok("PutObjectLegalHold", hold("OFF")).await;
    let shown = bucket.ok("GetObjectLegalHold", json!({"Key": "k"})).await;
    assert_eq!(shown["LegalHold"]["Status"], "OFF");
    assert_eq!(delete(&bucket, "k", &id, false).await, "deleted");
}

#[tokio::test]
async fn locks_that_are_refused() {
    let (cloud, locked) = locked().await;
    let put = |mode: Json, until: Json| {
        json!({"Key": "k", "ContentMD5": "XUFAKrxLKna5cZ2REBfFkg==",
        "ObjectLockMode": mode, "ObjectLockRetainUntilDate": until})
    };
    for (mode, until) in [
        (json!("COMPLIANCE"), json!(null)),
        (json!(null), json!(in_days(&cloud, 1))),
        (json!("COMPLIANCE"), json!(in_days(&cloud, -1))),
    ] {
        let error = locked.put_err(put(mode, until), "hello").await;
        assert_eq!(error.code, "InvalidArgument", "{}", error.message);
    }
    let (_cloud, plain) = bucket().await;
    let error = plain
        .put_err(put(json!("COMPLIANCE"), json!(in_days(&cloud, 1))), "hello")
        .await;
    assert_eq!(error.message, "Bucket is missing Object Lock Configuration");
    for period in [
        json!({"Days": 0}),
        json!({"Days": 36_501}),
        json!({"Years": 101}),
        json!({}),
        json!({"Days": 1, "Years": 1}),
    ] {
        let mut retention = period;
        retention["Mode"] = json!("GOVERNANCE");
        let rule = json!({"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": retention}}});
        let code = locked.code("PutObjectLockConfiguration", rule).await;
        assert!(
            ["InvalidArgument", "MalformedXML"].contains(&code.as_str()),
            "{code}"
        );
    }
}
