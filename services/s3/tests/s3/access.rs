use crate::help::{Bucket, bucket, make};
use haneul_pipeline::Caller;
use haneul_policy::{Principal, PrincipalKind};
use haneul_testkit::{ACCOUNT, TestCloud};
use serde_json::{Value as Json, json};

fn policy(statements: Json) -> Json {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    json!({"Policy": document.to_string()})
}

fn reads(principal: Json) -> Json {
    policy(
        json!([{"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first/*"}]),
    )
}

/// A user of the test account whose own policies allow nothing.
fn user(cloud: &TestCloud, bucket: &Bucket, name: &str) -> Bucket {
    let principal = Principal {
        arn: format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        account: ACCOUNT.to_owned(),
        kind: PrincipalKind::User,
        user_id: format!("AIDA{name}"),
    };
    let caller = Caller {
        principal,
        ..Caller::root("aws", ACCOUNT, "AKIAUSER")
    };
    bucket.by(cloud.as_caller(caller))
}

#[tokio::test]
async fn strangers_come_in_only_by_policy() {
    let (cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let stranger = bucket.by(cloud.anonymous());
    for (operation, input) in [
        ("GetObject", json!({"Key": "k"})),
        ("ListObjectsV2", json!({})),
        ("DeleteBucket", json!({})),
    ] {
        let error = stranger.err(operation, input).await;
        assert_eq!(
            (error.code.as_ref(), error.message.as_str(), error.status),
            ("AccessDenied", "Access Denied", Some(403))
        );
    }
    // New buckets block public policies.
    let error = bucket.err("PutBucketPolicy", reads(json!("*"))).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("AccessDenied", Some(403))
    );
    assert!(
        error.message.contains("BlockPublicPolicy"),
        "{}",
        error.message
    );
    let restrict = json!({"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": true}});
    bucket.ok("PutPublicAccessBlock", restrict).await;
    bucket.ok("PutBucketPolicy", reads(json!("*"))).await;
    assert_eq!(
        bucket.ok("GetBucketPolicyStatus", json!({})).await["PolicyStatus"]["IsPublic"],
        true
    );
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    assert_eq!(stranger.get("k").await, "x");
    assert_eq!(
        stranger.put_err(json!({"Key": "k"}), "y").await.code,
        "AccessDenied"
    );
    // That an object is missing is not for them to know.
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "none"})).await,
        "AccessDenied"
    );
    let overridden = json!({"Key": "k", "ResponseContentType": "x/y"});
    assert_eq!(
        stranger.code("GetObject", overridden).await,
        "InvalidRequest"
    );
    bucket.ok("DeleteBucketPolicy", json!({})).await;
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn block_public_access() {
    let (_cloud, bucket) = bucket().await;
    let all = |on: bool| {
        json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": on, "IgnorePublicAcls": on,
        "BlockPublicPolicy": on, "RestrictPublicBuckets": on}})
    };
    assert_eq!(
        bucket.ok("GetPublicAccessBlock", json!({})).await,
        all(true)
    );
    bucket.ok("PutPublicAccessBlock", all(false)).await;
    assert_eq!(
        bucket.ok("GetPublicAccessBlock", json!({})).await,
        all(false)
    );
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let error = bucket.err("GetPublicAccessBlock", json!({})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("NoSuchPublicAccessBlockConfiguration", Some(404))
    );
}

#[tokio::test]
async fn users_are_told_what_they_lack() {
    let (cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let user = user(&cloud, &bucket, "kim");
    let error = user.err("GetObject", json!({"Key": "k"})).await;
    assert_eq!(
        error.message,
        format!(
            "User: arn:aws:iam::{ACCOUNT}:user/kim is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::first/k\" because no identity-based policy allows the s3:GetObject action"
        )
    );
    bucket
        .ok(
            "PutBucketPolicy",
            reads(json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:user/kim")})),
        )
        .await;
    assert_eq!(user.get("k").await, "x");
    let error = user.err("HeadObject", json!({"Key": "none"})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("AccessDenied", Some(403))
    );
    assert!(
        error
            .message
            .contains("s3:ListBucket on resource: \"arn:aws:s3:::first\""),
        "{}",
        error.message
    );
    let error = user
        .client
        .call("s3", "ListBuckets", json!({}))
        .await
        .unwrap_err();
    assert!(
        error.message.contains("s3:ListAllMyBuckets because"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn each_key_of_many_is_decided_by_itself() {
    let (cloud, bucket) = bucket().await;
    for key in ["mine/a", "other/b"] {
        bucket.put(key, "x").await;
    }
    let user = user(&cloud, &bucket, "kim");
    bucket
        .ok("PutBucketPolicy", policy(json!([{"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/kim")},
            "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::first/mine/*"}])))
        .await;
    let done = user
        .ok(
            "DeleteObjects",
            json!({"Delete": {"Objects": [{"Key": "mine/a"}, {"Key": "other/b"}]}}),
        )
        .await;
    assert_eq!(done["Deleted"][0]["Key"], "mine/a");
    assert_eq!(
        (&done["Errors"][0]["Key"], &done["Errors"][0]["Code"]),
        (&json!("other/b"), &json!("AccessDenied"))
    );
    assert_eq!(bucket.ok("ListObjectsV2", json!({})).await["KeyCount"], 1);
}

#[tokio::test]
async fn other_accounts_need_both_sides() {
    let (cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let other = bucket.by(cloud.root_of("999988887777"));
    assert_eq!(
        other.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    bucket
        .ok("PutBucketPolicy", reads(json!({"AWS": "999988887777"})))
        .await;
    assert_eq!(other.get("k").await, "x");
    assert_eq!(
        bucket.ok("GetBucketPolicyStatus", json!({})).await["PolicyStatus"]["IsPublic"],
        false
    );
    // The policy itself is its owner's business, whoever it lets in.
    let all = policy(
        json!([{"Effect": "Allow", "Principal": {"AWS": "999988887777"}, "Action": "s3:*", "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"]}]),
    );
    bucket.ok("PutBucketPolicy", all.clone()).await;
    other.put("theirs", "y").await;
    assert_eq!(bucket.get("theirs").await, "y");
    for (operation, input) in [
        ("GetBucketPolicy", json!({})),
        ("PutBucketPolicy", all),
        ("DeleteBucketPolicy", json!({})),
    ] {
        let error = other.err(operation, input).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("MethodNotAllowed", Some(405))
        );
    }
}

#[tokio::test]
async fn a_denial_in_the_policy_binds_its_root_but_not_over_the_policy() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let deny = policy(
        json!([{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"]}]),
    );
    bucket.ok("PutBucketPolicy", deny.clone()).await;
    let error = bucket.err("GetObject", json!({"Key": "k"})).await;
    assert!(
        error
            .message
            .ends_with("with an explicit deny in a resource-based policy"),
        "{}",
        error.message
    );
    assert_eq!(
        bucket.ok("GetBucketPolicy", json!({})).await["Policy"],
        deny["Policy"]
    );
    bucket.ok("DeleteBucketPolicy", json!({})).await;
    assert_eq!(bucket.get("k").await, "x");
}

#[tokio::test]
async fn conditions_see_the_request() {
    let (cloud, bucket) = bucket().await;
    bucket
        .put_as(json!({"Key": "tagged", "Tagging": "team=a"}), "x")
        .await;
    bucket.put("plain", "x").await;
    let kim = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:user/kim")});
    bucket
        .ok("PutBucketPolicy", policy(json!([
            {"Effect": "Allow", "Principal": kim, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first/*",
             "Condition": {"StringEquals": {"s3:ExistingObjectTag/team": "a"}}},
            {"Effect": "Allow", "Principal": kim, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::first",
             "Condition": {"StringLike": {"s3:prefix": "t*"}}},
            {"Effect": "Allow", "Principal": kim, "Action": ["s3:PutObject", "s3:PutObjectTagging"], "Resource": "arn:aws:s3:::first/*",
             "Condition": {"StringEquals": {"s3:RequestObjectTag/team": "a"}}},
        ])))
        .await;
    let kim = user(&cloud, &bucket, "kim");
    assert_eq!(kim.get("tagged").await, "x");
    assert_eq!(
        kim.code("GetObject", json!({"Key": "plain"})).await,
        "AccessDenied"
    );
    assert_eq!(
        kim.ok("ListObjectsV2", json!({"Prefix": "t"})).await["KeyCount"],
        1
    );
    assert_eq!(kim.code("ListObjectsV2", json!({})).await, "AccessDenied");
    kim.put_as(json!({"Key": "n", "Tagging": "team=a"}), "x")
        .await;
    assert_eq!(
        kim.put_err(json!({"Key": "n", "Tagging": "team=b"}), "x")
            .await
            .code,
        "AccessDenied"
    );
    assert_eq!(
        kim.put_err(json!({"Key": "n"}), "x").await.code,
        "AccessDenied"
    );
}

#[tokio::test]
async fn copies_need_to_read_their_source() {
    let (cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let second = make(&cloud.root(), "second").await;
    let kim = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:user/kim")});
    second
        .ok("PutBucketPolicy", policy(json!([{"Effect": "Allow", "Principal": kim, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::second/*"}])))
        .await;
    let by_kim = user(&cloud, &second, "kim");
    let copy = json!({"Key": "k", "CopySource": "first/k"});
    assert!(
        by_kim
            .err("CopyObject", copy.clone())
            .await
            .message
            .contains("s3:GetObject on resource: \"arn:aws:s3:::first/k\"")
    );
    bucket.ok("PutBucketPolicy", reads(kim)).await;
    by_kim.ok("CopyObject", copy).await;
}

#[tokio::test]
async fn policies_that_are_malformed() {
    let (_cloud, bucket) = bucket().await;
    let statement = |action: &str, resource: &str| {
        policy(
            json!([{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": action, "Resource": resource}]),
        )
    };
    for (input, message) in [
        (
            json!({"Policy": "{"}),
            "Policies must be valid JSON and the first byte must be '{'",
        ),
        (
            json!({"Policy": "no"}),
            "Policies must be valid JSON and the first byte must be '{'",
        ),
        (
            policy(
                json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::first"}]),
            ),
            "Missing required field Principal",
        ),
        (
            statement("s3:GetObject", "arn:aws:s3:::other/*"),
            "Policy has invalid resource",
        ),
        (
            statement("s3:GetObject", "arn:aws:s3:::firsts/*"),
            "Policy has invalid resource",
        ),
        (
            statement("sqs:SendMessage", "arn:aws:s3:::first/*"),
            "Policy has invalid action",
        ),
        (
            statement("s3:GetObject", "arn:aws:s3:::first"),
            "Action does not apply to any resource(s) in statement",
        ),
        (
            statement("s3:ListBucket", "arn:aws:s3:::first/*"),
            "Action does not apply to any resource(s) in statement",
        ),
    ] {
        let error = bucket.err("PutBucketPolicy", input.clone()).await;
        assert_eq!(
            (error.code.as_ref(), error.message.as_str()),
            ("MalformedPolicy", message),
            "{input}"
        );
    }
    for (action, resource) in [
        ("s3:*", "arn:aws:s3:::first"),
        ("s3:Get*", "arn:aws:s3:::first/*"),
        ("s3:GetObject", "arn:aws:s3:::first/a/*"),
        ("*", "arn:aws:s3:::first*"),
        ("s3:ListBucket", "arn:aws:s3:::*"),
    ] {
        bucket
            .ok("PutBucketPolicy", statement(action, resource))
            .await;
    }
}
