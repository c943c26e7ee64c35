//! What other services tell the default bus.

use crate::cloud::{queue, rule, target};
use bytes::Bytes;
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

async fn cloud() -> TestCloud {
    TestCloud::new(
        vec![
            Arc::new(haneul_cloudtrail::CloudTrail),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await
}

#[tokio::test]
async fn a_bucket_tells_the_default_bus() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.call("s3", "CreateBucket", json!({"Bucket": "photos"}))
        .await
        .unwrap();
    let bridge = json!({"EventBridgeConfiguration": {}});
    let input = json!({"Bucket": "photos", "NotificationConfiguration": bridge});
    root.call("s3", "PutBucketNotificationConfiguration", input)
        .await
        .unwrap();
    let shown = root.call(
        "s3",
        "GetBucketNotificationConfiguration",
        json!({"Bucket": "photos"}),
    );
    assert_eq!(shown.await.unwrap(), bridge);
    let queue = queue(&root, "q").await;
    let pattern = json!({"source": ["aws.s3"], "detail": {"bucket": {"name": ["photos"]}}});
    rule(&root, "r", pattern).await;
    target(&root, "r", json!({"Id": "1", "Arn": queue.arn})).await;
    let put = json!({"Bucket": "photos", "Key": "a b/c+d"});
    root.send(
        "s3",
        "PutObject",
        put.clone(),
        Some(Bytes::from_static(b"hello")),
    )
    .await
    .unwrap();
    cloud.advance(Duration::from_secs(1)).await;
    let mut got = queue.bodies().await;
    assert_eq!(got.len(), 1);
    let event = got.remove(0);
    assert_eq!(event["detail-type"], "Object Created");
    assert_eq!(event["account"], root.account);
    assert_eq!(event["resources"], json!(["arn:aws:s3:::photos"]));
    let mut detail = event["detail"].clone();
    for chance in ["request-id", "sequencer"] {
        let place = match chance {
            "sequencer" => &mut detail["object"],
            _ => &mut detail,
        };
        assert!(
            place
                .as_object_mut()
                .unwrap()
                .remove(chance)
                .is_some_and(|v| v.is_string())
        );
    }
    assert_eq!(
        detail,
        json!({
            "version": "0", "event-version": "1.0", "bucket": {"name": "photos"},
            "object": {"key": "a b/c+d", "size": 5, "etag": "5d41402abc4b2a76b9719d911017c592"},
            "requester": root.account, "reason": "PutObject",
        })
    );
    root.call("s3", "DeleteObject", put).await.unwrap();
    cloud.advance(Duration::from_secs(1)).await;
    let got = queue.bodies().await;
    assert_eq!(got[0]["detail-type"], "Object Deleted");
    assert_eq!(got[0]["detail"]["reason"], "DeleteObject");
    assert_eq!(got[0]["detail"]["deletion-type"], "Permanently Deleted");
    // Nobody else says that he is S3.
    let entry = json!({"Source": "aws.s3", "DetailType": "Object Created", "Detail": "{}"});
    let put = root
        .call("events", "PutEvents", json!({"Entries": [entry]}))
        .await
        .unwrap();
    assert_eq!(
        put["Entries"][0]["ErrorCode"],
        "NotAuthorizedForSourceException"
    );
    let off = json!({"Bucket": "photos", "NotificationConfiguration": {}});
    root.call("s3", "PutBucketNotificationConfiguration", off)
        .await
        .unwrap();
    let put = json!({"Bucket": "photos", "Key": "x"});
    root.send("s3", "PutObject", put, Some(Bytes::from_static(b"hello")))
        .await
        .unwrap();
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(queue.bodies().await.len(), 0);
}

#[tokio::test]
async fn a_trail_tells_the_default_bus_of_changes() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    rule(&root, "r", json!({"detail-type": ["AWS API Call via CloudTrail"], "detail": {"eventName": ["CreateUser", "GetUser"]}})).await;
    target(&root, "r", json!({"Id": "1", "Arn": queue.arn})).await;
    let make = async |name: &str| {
        _ = root
            .call("iam", "CreateUser", json!({"UserName": name}))
            .await;
        _ = root.call("iam", "GetUser", json!({"UserName": name})).await;
        haneul_pipeline::background::flush(&cloud.cloud).await;
        cloud.advance(Duration::from_secs(1)).await;
        queue.bodies().await
    };
    assert_eq!(make("before").await, Vec::<Json>::new());
    root.call("s3", "CreateBucket", json!({"Bucket": "logs"}))
        .await
        .unwrap();
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"}});
    let policy = json!({"Bucket": "logs", "Policy": policy.to_string()});
    root.call("s3", "PutBucketPolicy", policy).await.unwrap();
    let trail = json!({"Name": "trail", "S3BucketName": "logs"});
    root.call("cloudtrail", "CreateTrail", trail).await.unwrap();
    root.call("cloudtrail", "StartLogging", json!({"Name": "trail"}))
        .await
        .unwrap();
    let got = make("after").await;
    assert_eq!(got.len(), 1, "only the change");
    assert_eq!(got[0]["source"], "aws.iam");
    assert_eq!(got[0]["detail"]["eventName"], "CreateUser");
    assert_eq!(got[0]["detail"]["requestParameters"]["userName"], "after");
    // What failed is told as well.
    let got = make("after").await;
    assert_eq!(got.len(), 1);
    assert_eq!(got[0]["detail"]["errorCode"], "EntityAlreadyExists");
}
