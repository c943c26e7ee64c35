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

/// Whether a bucket's tags have a say is for the bucket to say.
#[tokio::test]
async fn tags_decide_where_the_bucket_lets_them() {
    use haneul_pipeline::Caller;
    use haneul_policy::{Principal, PrincipalKind};
    use haneul_testkit::ACCOUNT;
    let (cloud, bucket) = bucket().await;
    let tags = json!({"Tagging": {"TagSet": [{"Key": "team", "Value": "a"}]}});
    bucket.ok("PutBucketTagging", tags.clone()).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/jane")},
        "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::first",
        "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
    let principal = Principal {
        arn: format!("arn:aws:iam::{ACCOUNT}:user/jane"),
        account: ACCOUNT.to_owned(),
        kind: PrincipalKind::User,
        user_id: "AIDAJANE".to_owned(),
    };
    let jane = bucket.by(cloud.as_caller(Caller {
        principal,
        ..Caller::root("aws", ACCOUNT, "AKIAUSER")
    }));
    let status = |status: &str| json!({"AbacStatus": {"Status": status}});
    assert_eq!(
        bucket.ok("GetBucketAbac", json!({})).await,
        status("Disabled")
    );
    assert_eq!(jane.code("ListObjectsV2", json!({})).await, "AccessDenied");
    bucket.ok("PutBucketAbac", status("Enabled")).await;
    assert_eq!(
        bucket.ok("GetBucketAbac", json!({})).await,
        status("Enabled")
    );
    jane.ok("ListObjectsV2", json!({})).await;
    // From now on, tags are set by operations with permissions of their own.
    assert_eq!(
        bucket.code("PutBucketTagging", tags).await,
        "MethodNotAllowed"
    );
    assert_eq!(
        bucket.code("DeleteBucketTagging", json!({})).await,
        "MethodNotAllowed"
    );
    let arn = "arn:aws:s3:::first";
    let control = |operation: &'static str, mut input: serde_json::Value| {
        input["AccountId"] = json!(ACCOUNT);
        input["ResourceArn"] = json!(arn);
        let client = bucket.client.clone();
        async move { client.call("s3control", operation, input).await.unwrap() }
    };
    control(
        "TagResource",
        json!({"Tags": [{"Key": "team", "Value": "b"}, {"Key": "x", "Value": ""}]}),
    )
    .await;
    assert_eq!(jane.code("ListObjectsV2", json!({})).await, "AccessDenied");
    control("UntagResource", json!({"TagKeys": ["x"]})).await;
    let listed = control("ListTagsForResource", json!({})).await;
    assert_eq!(listed["Tags"], json!([{"Key": "team", "Value": "b"}]));
    let got = bucket.ok("GetBucketTagging", json!({})).await;
    assert_eq!(got["TagSet"], listed["Tags"]);
}
