use crate::help::{bucket, bytes, make};
use serde_json::json;

#[tokio::test]
async fn copying() {
    let (cloud, bucket) = bucket().await;
    let other = make(&cloud.root(), "second").await;
    let body = bytes(100_000);
    let said = json!({"Key": "from me", "ContentType": "text/plain", "Metadata": {"a": "1"}, "Tagging": "t=1"});
    bucket.put_as(said, body.clone()).await;
    let etag = bucket.ok("HeadObject", json!({"Key": "from me"})).await["ETag"].clone();
    let copy = json!({"Key": "to", "CopySource": "/first/from%20me"});
    let done = other.ok("CopyObject", copy).await;
    assert_eq!(done["CopyObjectResult"]["ETag"], etag);
    assert_eq!(other.get("to").await, body);
    let head = other.ok("HeadObject", json!({"Key": "to"})).await;
    assert_eq!(
        (&head["ContentType"], &head["Metadata"], &head["TagCount"]),
        (&json!("text/plain"), &json!({"a": "1"}), &json!(1))
    );
    let replaced = json!({"Key": "to", "CopySource": "first/from%20me", "MetadataDirective": "REPLACE",
        "TaggingDirective": "REPLACE", "Metadata": {"b": "2"}, "ContentType": "x/y", "ChecksumAlgorithm": "SHA256"});
    let done = other.ok("CopyObject", replaced).await;
    assert!(done["CopyObjectResult"]["ChecksumSHA256"].is_string());
    let head = other.ok("HeadObject", json!({"Key": "to"})).await;
    assert_eq!(
        (
            &head["ContentType"],
            &head["Metadata"],
            head.get("TagCount")
        ),
        (&json!("x/y"), &json!({"b": "2"}), None)
    );
    // Terraform encodes the slash, too.
    let encoded = json!({"Key": "other", "CopySource": "first%2Ffrom%20me"});
    other.ok("CopyObject", encoded).await;
    other.ok("DeleteObject", json!({"Key": "other"})).await;
    // The original's own bytes are gone with it; the copy has its own.
    bucket.ok("DeleteObject", json!({"Key": "from me"})).await;
    assert_eq!(other.get("to").await, body);
    assert_eq!(bucket.blobs().await, 1);
}

#[tokio::test]
async fn copies_cross_regions() {
    let (cloud, bucket) = bucket().await;
    bucket.put("k", "far").await;
    let seoul = cloud.root().in_region("ap-northeast-2");
    let there = crate::help::Bucket {
        client: seoul,
        name: "seoul".to_owned(),
    };
    there
        .ok(
            "CreateBucket",
            json!({"CreateBucketConfiguration": {"LocationConstraint": "ap-northeast-2"}}),
        )
        .await;
    there
        .ok("CopyObject", json!({"Key": "k", "CopySource": "first/k"}))
        .await;
    assert_eq!(there.get("k").await, "far");
}

#[tokio::test]
async fn copies_onto_themselves() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", bytes(50_000)).await;
    let itself = json!({"Key": "k", "CopySource": "first/k"});
    assert_eq!(bucket.code("CopyObject", itself).await, "InvalidRequest");
    let changed = json!({"Key": "k", "CopySource": "first/k", "MetadataDirective": "REPLACE", "Metadata": {"n": "1"}});
    bucket.ok("CopyObject", changed).await;
    assert_eq!(bucket.get("k").await, bytes(50_000));
    assert_eq!(bucket.blobs().await, 1);
}

#[tokio::test]
async fn copies_that_are_refused() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", "hello").await;
    for (input, code) in [
        (json!({"CopySource": "first"}), "InvalidArgument"),
        (json!({"CopySource": "missing/k"}), "NoSuchBucket"),
        (json!({"CopySource": "first/none"}), "NoSuchKey"),
        (
            json!({"CopySource": "first/k?versionId=1"}),
            "InvalidArgument",
        ),
        (
            json!({"CopySource": "arn:aws:s3:us-east-1:1:accesspoint/x/object/k"}),
            "NoSuchAccessPoint",
        ),
        (
            json!({"CopySource": "first/k", "CopySourceIfMatch": "\"x\""}),
            "PreconditionFailed",
        ),
        (
            json!({"CopySource": "first/k", "CopySourceIfNoneMatch": "5d41402abc4b2a76b9719d911017c592"}),
            "PreconditionFailed",
        ),
        (
            json!({"CopySource": "first/k", "ExpectedSourceBucketOwner": "999988887777"}),
            "AccessDenied",
        ),
        (
            json!({"CopySource": "first/k", "IfNoneMatch": "x"}),
            "NotImplemented",
        ),
        (
            json!({"CopySource": "first/k", "CopySourceSSECustomerKey": "x"}),
            "InvalidArgument",
        ),
        (
            json!({"CopySource": "first/k", "StorageClass": "OUTPOSTS"}),
            "InvalidStorageClass",
        ),
    ] {
        let mut input = input;
        input["Key"] = json!("to");
        assert_eq!(
            bucket.code("CopyObject", input.clone()).await,
            code,
            "{input}"
        );
    }
    bucket
        .ok(
            "CopyObject",
            json!({"Key": "to", "CopySource": "first/k", "IfNoneMatch": "*"}),
        )
        .await;
    let again = json!({"Key": "to", "CopySource": "first/k", "IfNoneMatch": "*"});
    assert_eq!(bucket.code("CopyObject", again).await, "PreconditionFailed");
}
