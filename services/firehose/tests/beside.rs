//! An endpoint that takes its time does not hold up what the background does for others.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_firehose::Firehose;
use haneul_pipeline::background;
use haneul_runtime::{Mode, host};
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

async fn ok(client: &Client, service: &str, operation: &str, input: Json) -> Json {
    match client.call(service, operation, input.clone()).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation} {input}: {error}"),
    }
}

async fn cloud() -> TestCloud {
    let cloud = TestCloud::new(
        vec![
            Arc::new(Firehose),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let client = cloud.root();
    let statement = |more: Json| json!({"Version": "2012-10-17", "Statement": more}).to_string();
    let trust = statement(json!({
        "Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"
    }));
    let made = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust});
    ok(&client, "iam", "CreateRole", made).await;
    let may = statement(json!({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}));
    let may = json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": may});
    ok(&client, "iam", "PutRolePolicy", may).await;
    ok(&client, "s3", "CreateBucket", json!({"Bucket": "lake"})).await;
    cloud
}

async fn put(client: &Client, stream: &str) {
    let record = json!({"Data": BASE64_STANDARD.encode("one")});
    let input = json!({"DeliveryStreamName": stream, "Record": record});
    ok(client, "firehose", "PutRecord", input).await;
}

/// Whether the one at the other end has gone.
fn has_left(stream: &TcpStream) -> bool {
    let mut byte = [0; 1];
    matches!(stream.try_read(&mut byte), Ok(0))
}

#[tokio::test]
async fn a_silent_endpoint_holds_nobody_up() {
    let cloud = cloud().await;
    let client = cloud.root();
    // It takes connections and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let hints = json!({"IntervalInSeconds": 0, "SizeInMBs": 1});
    let bucket = json!({
        "RoleARN": format!("arn:aws:iam::{ACCOUNT}:role/r"), "BucketARN": "arn:aws:s3:::lake",
    });
    let silent = json!({
        "DeliveryStreamName": "silent", "HttpEndpointDestinationConfiguration": {
            "EndpointConfiguration": {"Url": format!("https://localhost:{port}/")},
            "BufferingHints": hints, "S3Configuration": bucket,
        },
    });
    ok(&client, "firehose", "CreateDeliveryStream", silent).await;
    let mut plain = bucket.clone();
    plain["BufferingHints"] = hints;
    let plain = json!({
        "DeliveryStreamName": "plain", "ExtendedS3DestinationConfiguration": plain,
    });
    ok(&client, "firehose", "CreateDeliveryStream", plain).await;
    cloud.advance(Duration::from_secs(2)).await;
    background::set_mode(&cloud.cloud, Mode::Running)
        .await
        .unwrap();
    let work = tokio::spawn(background::run(cloud.cloud.clone()));
    put(&client, "silent").await;
    let (mut held, _) = listener.accept().await.unwrap();
    // The first words of TLS, which nobody answers.
    let mut hello = [0; 1];
    held.read_exact(&mut hello).await.unwrap();
    put(&client, "plain").await;
    loop {
        let listed = json!({"Bucket": "lake"});
        let listed = ok(&client, "s3", "ListObjectsV2", listed).await;
        if listed["KeyCount"] == 1 {
            break;
        }
        assert!(!work.is_finished());
        host::pause(Duration::from_millis(10)).await;
    }
    let mut rest = vec![0; 64 << 10];
    while matches!(held.try_read(&mut rest), Ok(read) if read > 0) {}
    assert!(!has_left(&held), "the endpoint was waited for first");
    work.abort();
}
