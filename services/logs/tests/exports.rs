//! Export tasks write what a group holds into a bucket.

use flate2::read::GzDecoder;
use haneul_testkit::{ACCOUNT, TestCloud, World};
use serde_json::{Value as Json, json};
use std::io::Read;
use std::sync::Arc;

async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let world = World::new(cloud, "logs");
    world
        .client
        .must("s3", "CreateBucket", json!({"Bucket": "archive"}))
        .await;
    world
        .ok("CreateLogGroup", json!({"logGroupName": "g"}))
        .await;
    let now = world.cloud.cloud.clock.now().as_millisecond();
    for (stream, message) in [
        ("a/1", "one"),
        ("a/1", "two"),
        ("b", "three"),
        ("c", "none"),
    ] {
        let named = json!({"logGroupName": "g", "logStreamName": stream});
        _ = world.call("CreateLogStream", named).await;
        let at = if stream == "c" {
            now - 7_200_000
        } else {
            now - 60_000
        };
        let event = json!([{"timestamp": at, "message": message}]);
        let put = json!({"logGroupName": "g", "logStreamName": stream, "logEvents": event});
        world.ok("PutLogEvents", put).await;
    }
    world
}

async fn let_in(world: &World) {
    let principal = json!({"Service": "logs.us-east-1.amazonaws.com"});
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {
            "Effect": "Allow", "Principal": principal, "Action": "s3:GetBucketAcl",
            "Resource": "arn:aws:s3:::archive",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
        },
        {
            "Effect": "Allow", "Principal": principal, "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::archive/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
        }
    ]});
    let policy = json!({"Bucket": "archive", "Policy": policy.to_string()});
    world.client.must("s3", "PutBucketPolicy", policy).await;
}

fn task(world: &World) -> Json {
    let now = world.cloud.cloud.clock.now().as_millisecond();
    json!({
        "taskName": "t", "logGroupName": "g", "from": now - 3_600_000, "to": now,
        "destination": "archive", "destinationPrefix": "out"
    })
}

#[tokio::test]
async fn each_stream_has_an_object_of_its_lines() {
    let world = world().await;
    let_in(&world).await;
    let made = world.ok("CreateExportTask", task(&world)).await;
    let id = made["taskId"].as_str().unwrap().to_owned();
    world.seconds(1).await;
    let shown = world.ok("DescribeExportTasks", json!({"taskId": id})).await;
    assert_eq!(
        shown["exportTasks"][0]["status"]["code"], "COMPLETED",
        "{shown}"
    );
    let listed = world
        .client
        .must("s3", "ListObjectsV2", json!({"Bucket": "archive"}))
        .await;
    let mut keys: Vec<String> = listed["Contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| object["Key"].as_str().unwrap().to_owned())
        .collect();
    keys.sort();
    let mut expected = vec![
        format!("out/{id}/a-1/000000.gz"),
        format!("out/{id}/b/000000.gz"),
        "out/aws-logs-write-test".to_owned(),
    ];
    expected.sort();
    assert_eq!(keys, expected);
    let wish = json!({"Bucket": "archive", "Key": format!("out/{id}/a-1/000000.gz")});
    let got = world
        .client
        .send("s3", "GetObject", wish, None)
        .await
        .unwrap();
    let mut text = String::new();
    GzDecoder::new(&got.body[..])
        .read_to_string(&mut text)
        .unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].ends_with("Z one") && lines[1].ends_with("Z two"),
        "{text}"
    );
}

#[tokio::test]
async fn a_bucket_that_does_not_let_in_is_refused_at_once() {
    let world = world().await;
    assert_eq!(
        world.refusal("CreateExportTask", task(&world)).await,
        "InvalidParameterException: GetBucketAcl call on the given bucket failed. Please check if \
         CloudWatch Logs has been granted permission to perform this operation."
    );
    let shown = world.ok("DescribeExportTasks", json!({})).await;
    assert_eq!(shown["exportTasks"], json!([]));
}

#[tokio::test]
async fn what_is_over_cannot_be_cancelled() {
    let world = world().await;
    let_in(&world).await;
    let made = world.ok("CreateExportTask", task(&world)).await;
    world.seconds(1).await;
    let refusal = world
        .refusal("CancelExportTask", json!({"taskId": made["taskId"]}))
        .await;
    assert!(
        refusal.starts_with("InvalidOperationException"),
        "{refusal}"
    );
    let refusal = world
        .refusal("CancelExportTask", json!({"taskId": "none"}))
        .await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
}
