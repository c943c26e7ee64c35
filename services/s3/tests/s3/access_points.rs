//! Access points: other names of a bucket, with policies of their own.

use crate::help::{Bucket, bucket, make, send};
use haneul_pipeline::{AwsError, Caller};
use haneul_policy::{Principal, PrincipalKind};
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use http::Method;
use serde_json::{Value as Json, json};

async fn control(client: &Client, operation: &str, mut input: Json) -> Result<Json, AwsError> {
    let account = client.caller.account().to_owned();
    input["AccountId"] = json!(account);
    client.call("s3control", operation, input).await
}

async fn ok(client: &Client, operation: &str, input: Json) -> Json {
    let outcome = control(client, operation, input).await;
    outcome.unwrap_or_else(|error| panic!("{operation}: {error}"))
}

async fn code(client: &Client, operation: &str, input: Json) -> String {
    match control(client, operation, input).await {
        Ok(output) => panic!("{operation} was expected to be refused: {output}"),
        Err(error) => error.code.into_owned(),
    }
}

/// A bucket and one access point of it: by its ARN and by its alias.
async fn point() -> (TestCloud, Bucket, Bucket, Bucket) {
    let (cloud, bucket) = bucket().await;
    let made = ok(
        &bucket.client,
        "CreateAccessPoint",
        json!({"Name": "way", "Bucket": "first"}),
    )
    .await;
    let by = |name: &Json| Bucket {
        name: name.as_str().unwrap().to_owned(),
        ..bucket.clone()
    };
    let (arn, alias) = (by(&made["AccessPointArn"]), by(&made["Alias"]));
    (cloud, bucket.clone(), arn, alias)
}

fn user(cloud: &TestCloud, bucket: &Bucket) -> Bucket {
    let principal = Principal {
        arn: format!("arn:aws:iam::{ACCOUNT}:user/jane"),
        account: ACCOUNT.to_owned(),
        kind: PrincipalKind::User,
        user_id: "AIDAJANE".to_owned(),
    };
    let caller = Caller {
        principal,
        ..Caller::root("aws", ACCOUNT, "AKIAUSER")
    };
    bucket.by(cloud.as_caller(caller))
}

fn policy(statement: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

#[tokio::test]
async fn an_access_point_is_a_name_of_its_bucket() {
    let (cloud, bucket, arn, alias) = point().await;
    assert_eq!(
        arn.name,
        format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/way")
    );
    assert!(alias.name.starts_with("way-") && alias.name.ends_with("-s3alias"));
    arn.put("k", "by arn").await;
    assert_eq!(bucket.get("k").await, "by arn");
    alias.put("l", "by alias").await;
    let list = arn.ok("ListObjectsV2", json!({})).await;
    assert_eq!(list["KeyCount"], 2);
    let head = alias.ok("HeadBucket", json!({})).await;
    assert_eq!(head["AccessPointAlias"], true);
    assert_eq!(
        bucket.ok("HeadBucket", json!({})).await["AccessPointAlias"],
        false
    );
    let source = format!("{}/object/k", arn.name);
    arn.ok("CopyObject", json!({"Key": "copy", "CopySource": source}))
        .await;
    assert_eq!(arn.get("copy").await, "by arn");
    let keys = json!({"Delete": {"Objects": [{"Key": "copy"}]}});
    let gone = alias.ok("DeleteObjects", keys).await;
    assert_eq!(gone["Deleted"][0]["Key"], "copy");
    // As hosts write it, and as SDKs do under an endpoint of one's own.
    for host in [
        format!("way-{ACCOUNT}.s3-accesspoint.us-east-1.amazonaws.com"),
        format!("way-{ACCOUNT}.localhost:4566"),
    ] {
        let (status, _, body) = send(&cloud, Method::GET, "/k", &[("host", &host)], "").await;
        assert_eq!(status, 403, "{host}: {body}");
        assert!(body.contains("AccessDenied"));
    }
    let (status, _, body) = send(
        &cloud,
        Method::GET,
        "/k",
        &[(
            "host",
            &format!("no-{ACCOUNT}.s3-accesspoint.us-east-1.amazonaws.com"),
        )],
        "",
    )
    .await;
    assert_eq!(status, 404);
    assert!(body.contains("NoSuchAccessPoint"), "{body}");
    // It is for objects, not for the bucket.
    for operation in ["GetBucketVersioning", "DeleteBucket", "GetBucketTagging"] {
        let code = arn.code(operation, json!({})).await;
        assert_eq!(code, "MethodNotAllowed", "{operation}");
    }
}

#[tokio::test]
async fn both_policies_must_let_in() {
    let (cloud, bucket, arn, alias) = point().await;
    arn.put("k", "x").await;
    let jane = user(&cloud, &arn);
    let get = json!({"Key": "k"});
    assert_eq!(jane.code("GetObject", get.clone()).await, "AccessDenied");
    let own = policy(json!({"Effect": "Allow", "Action": "s3:GetObject",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/jane")},
        "Resource": format!("{}/object/*", arn.name)}));
    let put = json!({"Name": "way", "Policy": own});
    ok(&bucket.client, "PutAccessPointPolicy", put).await;
    let error = jane.err("GetObject", get.clone()).await;
    assert_eq!(error.code, "AccessDenied", "the bucket says nothing yet");
    // The bucket leaves it to access points of the account.
    let delegated = policy(
        json!({"Effect": "Allow", "Action": "*", "Principal": {"AWS": "*"},
        "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}}}),
    );
    bucket
        .ok("PutBucketPolicy", json!({"Policy": delegated}))
        .await;
    assert_eq!(jane.get("k").await, "x");
    let by_alias = Bucket {
        name: alias.name.clone(),
        ..jane.clone()
    };
    assert_eq!(by_alias.get("k").await, "x");
    let direct = Bucket {
        name: "first".to_owned(),
        ..jane.clone()
    };
    assert_eq!(direct.code("GetObject", get.clone()).await, "AccessDenied");
    assert_eq!(
        jane.put_err(json!({"Key": "k"}), "y").await.code,
        "AccessDenied"
    );
    let source = format!("{}/object/k", arn.name);
    let copy = json!({"Key": "c", "CopySource": source});
    assert_eq!(jane.code("CopyObject", copy).await, "AccessDenied");
    // And one that says no is enough.
    let denied = policy(json!({"Effect": "Deny", "Action": "s3:*", "Principal": "*",
        "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"],
        "Condition": {"StringNotEquals": {"s3:AccessPointNetworkOrigin": "VPC"}}}));
    bucket
        .ok("PutBucketPolicy", json!({"Policy": denied}))
        .await;
    assert_eq!(arn.code("GetObject", get.clone()).await, "AccessDenied");
}

#[tokio::test]
async fn public_policies_are_blocked_by_default() {
    let (cloud, bucket, arn, _) = point().await;
    arn.put("k", "x").await;
    let public = policy(
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*",
        "Resource": format!("{}/object/*", arn.name)}),
    );
    let put = |name: &str, text: &str| json!({"Name": name, "Policy": text});
    let client = &bucket.client;
    assert_eq!(
        code(client, "PutAccessPointPolicy", put("way", &public)).await,
        "AccessDenied"
    );
    let open = json!({"Name": "open", "Bucket": "first", "PublicAccessBlockConfiguration":
        {"BlockPublicPolicy": false}});
    let made = ok(client, "CreateAccessPoint", open).await;
    let public = public.replace("accesspoint/way", "accesspoint/open");
    ok(client, "PutAccessPointPolicy", put("open", &public)).await;
    let status = ok(
        client,
        "GetAccessPointPolicyStatus",
        json!({"Name": "open"}),
    )
    .await;
    assert_eq!(status["PolicyStatus"]["IsPublic"], true);
    let delegated = policy(json!({"Effect": "Allow", "Action": "*", "Principal": "*",
        "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}}}));
    bucket
        .ok("PutBucketPolicy", json!({"Policy": delegated}))
        .await;
    let stranger = Bucket {
        name: made["AccessPointArn"].as_str().unwrap().to_owned(),
        client: cloud.anonymous(),
    };
    assert_eq!(stranger.get("k").await, "x");
    let account = json!({"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": true}});
    ok(client, "PutPublicAccessBlock", account).await;
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn of_another_account_only_where_the_bucket_says_so() {
    let (cloud, bucket, ..) = point().await;
    bucket.put("k", "x").await;
    let other = cloud.root_of("444455556666");
    let mut create = json!({"Name": "far", "Bucket": "first"});
    assert_eq!(
        code(&other, "CreateAccessPoint", create.clone()).await,
        "AccessDenied"
    );
    create["BucketAccountId"] = json!(ACCOUNT);
    let made = ok(&other, "CreateAccessPoint", create).await;
    let by = Bucket {
        name: made["AccessPointArn"].as_str().unwrap().to_owned(),
        client: other.clone(),
    };
    assert_eq!(
        by.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    let delegated = policy(json!({"Effect": "Allow", "Action": "s3:GetObject",
        "Principal": {"AWS": "*"}, "Resource": "arn:aws:s3:::first/*",
        "Condition": {"ArnLike": {"s3:DataAccessPointArn":
            "arn:aws:s3:us-east-1:444455556666:accesspoint/*"}}}));
    bucket
        .ok("PutBucketPolicy", json!({"Policy": delegated}))
        .await;
    assert_eq!(by.get("k").await, "x");
}

#[tokio::test]
async fn what_is_kept_of_access_points() {
    let (_cloud, bucket, arn, alias) = point().await;
    let client = &bucket.client;
    let named = json!({"Name": "way"});
    let got = ok(client, "GetAccessPoint", named.clone()).await;
    assert_eq!(got["Alias"], alias.name);
    assert_eq!(got["NetworkOrigin"], "Internet");
    assert_eq!(got["BucketAccountId"], ACCOUNT);
    assert_eq!(
        got["PublicAccessBlockConfiguration"]["RestrictPublicBuckets"],
        true
    );
    assert_eq!(
        got["Endpoints"]["ipv4"],
        "s3-accesspoint.us-east-1.amazonaws.com"
    );
    let again = json!({"Name": "way", "Bucket": "first"});
    assert_eq!(
        code(client, "CreateAccessPoint", again).await,
        "AccessPointAlreadyOwnedByYou"
    );
    assert_eq!(
        code(client, "GetAccessPointPolicy", named.clone()).await,
        "NoSuchAccessPointPolicy"
    );
    assert_eq!(
        code(client, "GetAccessPoint", json!({"Name": "nothing"})).await,
        "NoSuchAccessPoint"
    );
    let wrong = policy(
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Principal": {"AWS": ACCOUNT},
        "Resource": "arn:aws:s3:::first/*"}),
    );
    let put = json!({"Name": "way", "Policy": wrong});
    assert_eq!(
        code(client, "PutAccessPointPolicy", put).await,
        "MalformedPolicy"
    );
    // One of a VPC is kept, and nobody can reach it.
    let vpc = json!({"Name": "inside", "Bucket": "first", "VpcConfiguration": {"VpcId": "vpc-1"}});
    ok(client, "CreateAccessPoint", vpc).await;
    let inside = Bucket {
        name: arn.name.replace("/way", "/inside"),
        ..bucket.clone()
    };
    assert_eq!(
        inside.code("ListObjectsV2", json!({})).await,
        "AccessDenied"
    );
    let make_other = make(client, "second").await;
    ok(
        client,
        "CreateAccessPoint",
        json!({"Name": "other", "Bucket": make_other.name}),
    )
    .await;
    let names = |page: &Json| -> Vec<String> {
        let list = page["AccessPointList"].as_array().unwrap().iter();
        list.map(|point| point["Name"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = ok(client, "ListAccessPoints", json!({"MaxResults": 2})).await;
    assert_eq!(names(&first), ["inside", "other"]);
    let rest = json!({"NextToken": first["NextToken"]});
    assert_eq!(names(&ok(client, "ListAccessPoints", rest).await), ["way"]);
    let of_one = ok(client, "ListAccessPoints", json!({"Bucket": "second"})).await;
    assert_eq!(names(&of_one), ["other"]);
    let tag = json!({"ResourceArn": arn.name, "Tags": [{"Key": "a", "Value": "1"}]});
    ok(client, "TagResource", tag).await;
    let tags = ok(
        client,
        "ListTagsForResource",
        json!({"ResourceArn": arn.name}),
    )
    .await;
    assert_eq!(tags["Tags"], json!([{"Key": "a", "Value": "1"}]));
    ok(
        client,
        "UntagResource",
        json!({"ResourceArn": arn.name, "TagKeys": ["a"]}),
    )
    .await;
    // A bucket with access points stays.
    assert_eq!(
        bucket.code("DeleteBucket", json!({})).await,
        "BucketHasAccessPointsAttached"
    );
    for name in ["way", "inside"] {
        ok(client, "DeleteAccessPoint", json!({"Name": name})).await;
    }
    bucket.ok("DeleteBucket", json!({})).await;
    assert_eq!(alias.code("ListObjectsV2", json!({})).await, "NoSuchBucket");
    assert_eq!(
        arn.code("ListObjectsV2", json!({})).await,
        "NoSuchAccessPoint"
    );
}

#[tokio::test]
async fn pages_of_other_origins_come_by_access_points_too() {
    let (cloud, bucket, _, alias) = point().await;
    bucket.put("k", "x").await;
    let rules = json!({"CORSConfiguration": {"CORSRules": [
        {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://page.example"]}]}});
    bucket.ok("PutBucketCors", rules).await;
    let host = format!("way-{ACCOUNT}.s3-accesspoint.us-east-1.amazonaws.com");
    let by_alias = format!("/{}/k", alias.name);
    for (host, path) in [(host.as_str(), "/k"), ("localhost:4566", by_alias.as_str())] {
        let origin = ("origin", "https://page.example");
        let asked = [
            ("host", host),
            origin,
            ("access-control-request-method", "GET"),
        ];
        let (status, headers, body) = send(&cloud, Method::OPTIONS, path, &asked, "").await;
        assert_eq!(status, 200, "{host}: {body}");
        assert_eq!(headers["access-control-allow-methods"], "GET");
        let (_, headers, _) = send(&cloud, Method::GET, path, &[("host", host), origin], "").await;
        assert_eq!(
            headers["access-control-allow-origin"],
            "https://page.example"
        );
    }
}
