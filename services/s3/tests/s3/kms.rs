//! Objects under keys of KMS.

use crate::help::{Bucket, bytes, make};
use haneul_iam::Directory;
use haneul_testkit::{ACCOUNT, Client, REGION, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

async fn world() -> (TestCloud, Bucket, String) {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kms::Kms),
            Arc::new(haneul_cloudtrail::CloudTrail),
        ],
        Arc::new(Directory::default()),
    )
    .await;
    let bucket = make(&cloud.root(), "first").await;
    let made = cloud.root().must("kms", "CreateKey", json!({})).await;
    let arn = made["KeyMetadata"]["Arn"].as_str().unwrap().to_owned();
    (cloud, bucket, arn)
}

fn by(key: &str) -> Json {
    json!({"Key": "k", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key})
}

async fn user(cloud: &TestCloud, name: &str, actions: Json) -> Client {
    let root = cloud.root();
    root.must("iam", "CreateUser", json!({"UserName": name}))
        .await;
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": actions, "Resource": "*"}]});
    let input = json!({"UserName": name, "PolicyName": "p", "PolicyDocument": policy.to_string()});
    root.must("iam", "PutUserPolicy", input).await;
    let key = root
        .must("iam", "CreateAccessKey", json!({"UserName": name}))
        .await;
    cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap())
}

/// S96: no object is read without leave to use its key, whatever S3 allows.
#[tokio::test]
async fn kms_1_objects_lie_under_a_key_of_kms() {
    let (cloud, bucket, arn) = world().await;
    let put = bucket.put_as(by(&arn), "secret").await;
    assert_eq!(put["ServerSideEncryption"], "aws:kms");
    assert_eq!(put["SSEKMSKeyId"], json!(arn));
    assert_eq!(bucket.get("k").await, "secret");
    let head = bucket.ok("HeadObject", json!({"Key": "k"})).await;
    assert_eq!(head["SSEKMSKeyId"], json!(arn));
    let reader = bucket.by(user(&cloud, "reader", json!("s3:*")).await);
    let error = reader.err("GetObject", json!({"Key": "k"})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("AccessDenied", Some(403))
    );
    let said = "is not authorized to perform: kms:Decrypt on resource";
    assert!(error.message.contains(said), "{}", error.message);
    // Who only looks needs no key.
    reader.ok("HeadObject", json!({"Key": "k"})).await;
    let able = bucket.by(user(&cloud, "able", json!(["s3:*", "kms:Decrypt"])).await);
    assert_eq!(able.get("k").await, "secret");
    let error = able.put_err(by(&arn), "x").await;
    assert!(
        error.message.contains("kms:GenerateDataKey"),
        "{}",
        error.message
    );
}

/// KMS-10, and what is said where there is no such key.
#[tokio::test]
async fn kms_10_a_disabled_key_makes_objects_unreadable() {
    let (cloud, bucket, arn) = world().await;
    let root = cloud.root();
    bucket.put_as(by(&arn), "secret").await;
    root.must("kms", "DisableKey", json!({"KeyId": arn})).await;
    for error in [
        bucket.err("GetObject", json!({"Key": "k"})).await,
        bucket.put_err(by(&arn), "x").await,
    ] {
        assert_eq!(error.code, "KMS.DisabledException");
        assert_eq!(error.message, format!("{arn} is disabled."));
        assert_eq!(error.status, Some(400));
    }
    root.must("kms", "EnableKey", json!({"KeyId": arn})).await;
    assert_eq!(bucket.get("k").await, "secret");
    let input = json!({"KeyId": arn, "PendingWindowInDays": 7});
    root.must("kms", "ScheduleKeyDeletion", input).await;
    let error = bucket.err("GetObject", json!({"Key": "k"})).await;
    assert_eq!(error.code, "KMS.KMSInvalidStateException");
    cloud.advance(Duration::from_secs(8 * 86_400)).await;
    let error = bucket.err("GetObject", json!({"Key": "k"})).await;
    assert_eq!(error.code, "KMS.NotFoundException");
    let gone = format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555");
    let error = bucket.put_err(by(&gone), "x").await;
    assert_eq!(error.code, "KMS.NotFoundException");
}

/// KMS-5: without a key it is AWS's own, which comes with the first object.
#[tokio::test]
async fn kms_5_objects_under_the_key_of_s3() {
    let (cloud, bucket, _) = world().await;
    let put = json!({"Key": "k", "ServerSideEncryption": "aws:kms"});
    let made = bucket.put_as(put, "secret").await;
    let key = made["SSEKMSKeyId"].as_str().unwrap();
    let shown = cloud
        .root()
        .must("kms", "DescribeKey", json!({"KeyId": "alias/aws/s3"}))
        .await;
    assert_eq!(shown["KeyMetadata"]["Arn"], json!(key));
    // Whoever may use S3 may use it through S3, and in no other way.
    let reader = user(&cloud, "reader", json!(["s3:*", "kms:*"])).await;
    assert_eq!(bucket.by(reader.clone()).get("k").await, "secret");
    let direct = json!({"KeyId": key, "KeySpec": "AES_256"});
    let refusal = reader.refusal("kms", "GenerateDataKey", direct).await;
    assert!(refusal.starts_with("AccessDeniedException"), "{refusal}");
}

#[tokio::test]
async fn a_bucket_encrypts_unasked_under_its_key() {
    let (cloud, bucket, arn) = world().await;
    let rule = json!({
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn},
        "BucketKeyEnabled": true,
    });
    let configuration = json!({"ServerSideEncryptionConfiguration": {"Rules": [rule]}});
    bucket.ok("PutBucketEncryption", configuration).await;
    let shown = bucket.ok("GetBucketEncryption", json!({})).await;
    let shown = &shown["ServerSideEncryptionConfiguration"]["Rules"][0];
    assert_eq!(
        shown["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"],
        json!(arn)
    );
    assert_eq!(shown["BucketKeyEnabled"], true);
    for (key, size) in [("small", 10), ("large", 300_000)] {
        let put = bucket.put(key, vec![7; size]).await;
        assert_eq!(
            (&put["SSEKMSKeyId"], &put["BucketKeyEnabled"]),
            (&json!(arn), &json!(true))
        );
        assert_eq!(bucket.get(key).await, vec![7; size]);
    }
    // The bucket's key is used for five minutes, and then no longer.
    cloud
        .root()
        .must("kms", "DisableKey", json!({"KeyId": arn}))
        .await;
    assert_eq!(bucket.get("small").await, vec![7; 10]);
    cloud.advance(Duration::from_secs(301)).await;
    let error = bucket.err("GetObject", json!({"Key": "small"})).await;
    assert_eq!(error.code, "KMS.DisabledException");
    let plain = json!({"Key": "plain", "ServerSideEncryption": "AES256"});
    let put = bucket.put_as(plain, "x").await;
    assert_eq!(put["ServerSideEncryption"], "AES256");
}

#[tokio::test]
async fn copies_and_parts_under_keys() {
    let (_cloud, bucket, arn) = world().await;
    bucket.put("plain", "text").await;
    let mut copy = by(&arn);
    copy["CopySource"] = json!("first/plain");
    copy["Key"] = json!("copy");
    let copied = bucket.ok("CopyObject", copy).await;
    assert_eq!(copied["SSEKMSKeyId"], json!(arn));
    assert_eq!(bucket.get("copy").await, "text");
    let back = json!({"Key": "back", "CopySource": "first/copy"});
    let copied = bucket.ok("CopyObject", back).await;
    assert_eq!(copied["ServerSideEncryption"], "AES256");
    assert_eq!(bucket.get("back").await, "text");
    let mut begin = by(&arn);
    begin["ServerSideEncryption"] = json!("aws:kms:dsse");
    let begun = bucket.ok("CreateMultipartUpload", begin).await;
    assert_eq!(begun["ServerSideEncryption"], "aws:kms:dsse");
    let id = &begun["UploadId"];
    let part = json!({"Key": "k", "UploadId": id, "PartNumber": 1});
    let part = bucket
        .send("UploadPart", part, "one part")
        .await
        .unwrap()
        .output;
    let parts = json!([{"PartNumber": 1, "ETag": part["ETag"]}]);
    let end = json!({"Key": "k", "UploadId": id, "MultipartUpload": {"Parts": parts}});
    let done = bucket.ok("CompleteMultipartUpload", end).await;
    assert_eq!(done["SSEKMSKeyId"], json!(arn));
    assert_eq!(bucket.get("k").await, "one part");
}

/// KMS-4: each use is in the trail, with who it was for and through whom.
#[tokio::test]
async fn kms_4_the_trail_shows_each_use() {
    let (cloud, bucket, arn) = world().await;
    bucket.put_as(by(&arn), "secret").await;
    bucket.get("k").await;
    cloud.advance(Duration::from_secs(5)).await;
    for name in ["GenerateDataKey", "Decrypt"] {
        let wanted = json!([{"AttributeKey": "EventName", "AttributeValue": name}]);
        let input = json!({"LookupAttributes": wanted});
        let found = cloud.root().must("cloudtrail", "LookupEvents", input).await;
        let event = found["Events"][0]["CloudTrailEvent"].as_str().expect(name);
        let event: Json = serde_json::from_str(event).unwrap();
        assert_eq!(event["userIdentity"]["invokedBy"], "s3.amazonaws.com");
        assert_eq!(event["sourceIPAddress"], "s3.amazonaws.com");
        assert_eq!(event["resources"][0]["ARN"], json!(arn));
        assert_eq!(event["resources"][0]["type"], "AWS::KMS::Key");
        let context = &event["requestParameters"]["encryptionContext"];
        assert_eq!(context["aws:s3:arn"], "arn:aws:s3:::first/k");
        assert!(!event.to_string().contains("plaintext\":\""), "{event}");
    }
}

/// Objects in two layers come back whole and in part, by copies too; a node of old would not open them.
#[tokio::test]
async fn two_layers_are_taken_off_again() {
    let (cloud, bucket, arn) = world().await;
    let twice = |key: &str| {
        let mut input = by(&arn);
        input["Key"] = json!(key);
        input["ServerSideEncryption"] = json!("aws:kms:dsse");
        input
    };
    let large = bytes(700_000);
    for (key, body) in [("small", bytes(300)), ("large", large.clone())] {
        let put = bucket.put_as(twice(key), body.clone()).await;
        assert_eq!(put["ServerSideEncryption"], "aws:kms:dsse");
        assert_eq!(bucket.get(key).await, body);
    }
    for (from, to) in [(0, 0), (65_500, 65_540), (131_072, 699_999), (10, 299)] {
        let input = json!({"Key": "large", "Range": format!("bytes={from}-{to}")});
        assert_eq!(bucket.get_as(input).await.body, large[from..=to]);
    }
    for (key, from, more) in [
        ("once", "large", by(&arn)),
        ("again", "once", twice("again")),
        ("plain", "again", json!({})),
    ] {
        let mut copy = more;
        copy["Key"] = json!(key);
        copy["CopySource"] = json!(format!("first/{from}"));
        bucket.ok("CopyObject", copy).await;
        assert_eq!(bucket.get(key).await, large);
    }
    cloud.cloud.store.set_level(7);
    let early = bucket.put_err(twice("early"), "x").await;
    assert_eq!(early.status, Some(503));
    bucket.put_as(by(&arn), "under one").await;
    assert_eq!(bucket.get("large").await, large);
}
