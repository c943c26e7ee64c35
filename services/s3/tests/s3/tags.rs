use crate::help::bucket;
use serde_json::json;

#[tokio::test]
async fn tags_round_trip() {
    let (_cloud, bucket) = bucket().await;
    assert_eq!(
        bucket.code("GetBucketTagging", json!({})).await,
        "NoSuchTagSet"
    );
    let set = json!([{"Key": "a", "Value": "1"}, {"Key": "하", "Value": ""}]);
    bucket
        .ok("PutBucketTagging", json!({"Tagging": {"TagSet": set}}))
        .await;
    assert_eq!(
        bucket.ok("GetBucketTagging", json!({})).await["TagSet"],
        set
    );
    bucket.ok("DeleteBucketTagging", json!({})).await;
    assert_eq!(
        bucket.code("GetBucketTagging", json!({})).await,
        "NoSuchTagSet"
    );

    bucket.put("k", "x").await;
    assert_eq!(
        bucket.ok("GetObjectTagging", json!({"Key": "k"})).await["TagSet"],
        json!([])
    );
    bucket
        .ok(
            "PutObjectTagging",
            json!({"Key": "k", "Tagging": {"TagSet": set}}),
        )
        .await;
    assert_eq!(
        bucket.ok("GetObjectTagging", json!({"Key": "k"})).await["TagSet"],
        set
    );
    assert_eq!(bucket.get("k").await, "x");
    bucket.ok("DeleteObjectTagging", json!({"Key": "k"})).await;
    assert_eq!(
        bucket.ok("GetObjectTagging", json!({"Key": "k"})).await["TagSet"],
        json!([])
    );
}

#[tokio::test]
async fn tags_that_are_refused() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let many: Vec<_> = (0..11)
        .map(|n| json!({"Key": format!("k{n}"), "Value": ""}))
        .collect();
    let input = json!({"Key": "k", "Tagging": {"TagSet": many}});
    let error = bucket.err("PutObjectTagging", input).await;
    assert_eq!(
        (error.code.as_ref(), error.message.as_str()),
        ("BadRequest", "Object tags cannot be greater than 10")
    );
    bucket
        .ok("PutBucketTagging", json!({"Tagging": {"TagSet": many}}))
        .await;
    let twice =
        json!({"Tagging": {"TagSet": [{"Key": "a", "Value": ""}, {"Key": "a", "Value": ""}]}});
    assert_eq!(bucket.code("PutBucketTagging", twice).await, "InvalidTag");
    assert_eq!(
        bucket.code("PutBucketTagging", json!({})).await,
        "MissingRequestBodyError"
    );
    let missing = json!({"Key": "none", "Tagging": {"TagSet": []}});
    assert_eq!(bucket.code("PutObjectTagging", missing).await, "NoSuchKey");
}
