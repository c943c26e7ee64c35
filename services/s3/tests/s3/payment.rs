use crate::help::{bucket, header, send};
use http::Method;
use serde_json::json;

const OTHER: &str = "444455556666";

#[tokio::test]
async fn who_asks_pays() {
    let (cloud, bucket) = bucket().await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:*", "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"]}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
    bucket.put("k", "x").await;
    let payer = |payer: &str| json!({"RequestPaymentConfiguration": {"Payer": payer}});
    bucket
        .ok("PutBucketRequestPayment", payer("Requester"))
        .await;
    let now = bucket.ok("GetBucketRequestPayment", json!({})).await;
    assert_eq!(now["Payer"], "Requester");
    let other = bucket.by(cloud.root_of(OTHER));
    for (operation, input) in [
        ("GetObject", json!({"Key": "k"})),
        ("HeadObject", json!({"Key": "k"})),
        ("ListObjectsV2", json!({})),
        ("DeleteObject", json!({"Key": "k"})),
        (
            "DeleteObjects",
            json!({"Delete": {"Objects": [{"Key": "k"}]}}),
        ),
    ] {
        let error = other.err(operation, input).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("AccessDenied", Some(403)),
            "{operation}"
        );
    }
    let got = other
        .get_as(json!({"Key": "k", "RequestPayer": "requester"}))
        .await;
    assert_eq!(
        header(&got.headers, "x-amz-request-charged"),
        Some("requester")
    );
    let listed = json!({"RequestPayer": "requester"});
    let call = other.send("ListObjectsV2", listed, "").await.unwrap();
    assert_eq!(
        header(&call.headers, "x-amz-request-charged"),
        Some("requester")
    );
    // The owner pays for their own, whatever they say; strangers cannot pay.
    let own = bucket
        .get_as(json!({"Key": "k", "RequestPayer": "requester"}))
        .await;
    assert_eq!(header(&own.headers, "x-amz-request-charged"), None);
    let stranger = bucket.by(cloud.anonymous());
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    bucket
        .ok("PutBucketRequestPayment", payer("BucketOwner"))
        .await;
    assert_eq!(stranger.get("k").await, "x");
    assert_eq!(
        bucket
            .code("PutBucketRequestPayment", payer("Nobody"))
            .await,
        "MalformedXML"
    );
}

#[tokio::test]
async fn accelerated_hosts_work_where_they_are_on() {
    let (cloud, bucket) = bucket().await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first/*"}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
    bucket.put("k", "x").await;
    let get = async || {
        let host = [("host", "first.s3-accelerate.amazonaws.com")];
        let (status, _, text) = send(&cloud, Method::GET, "/k", &host, "").await;
        (status, text)
    };
    let (status, text) = get().await;
    assert!(
        status == 400 && text.contains("is not configured on this bucket"),
        "{text}"
    );
    let set = |status: &str| json!({"AccelerateConfiguration": {"Status": status}});
    bucket
        .ok("PutBucketAccelerateConfiguration", set("Enabled"))
        .await;
    assert_eq!(get().await, (200, "x".to_owned()));
    bucket
        .ok("PutBucketAccelerateConfiguration", set("Suspended"))
        .await;
    let now = bucket
        .ok("GetBucketAccelerateConfiguration", json!({}))
        .await;
    assert_eq!(now["Status"], "Suspended");
    assert!(get().await.1.contains("is disabled on this bucket"));
    let dotted = crate::help::make(&cloud.root(), "a.b").await;
    assert_eq!(
        dotted
            .code("PutBucketAccelerateConfiguration", set("Enabled"))
            .await,
        "InvalidRequest"
    );
}
