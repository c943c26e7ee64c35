//! Records are posted to a URL as AWS posts them, and what it does not take goes to the bucket.

#[path = "common/posts.rs"]
mod posts;

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::read::GzDecoder;
use haneul_firehose::Firehose;
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use posts::{Say, endpoint, header};
use serde_json::{Value as Json, json};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

struct World {
    cloud: TestCloud,
    client: Client,
}

async fn world() -> World {
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
    let world = World { cloud, client };
    let statement = |more: Json| json!({"Version": "2012-10-17", "Statement": more}).to_string();
    let trust = statement(json!({
        "Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"
    }));
    let made = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust});
    world.ok("iam", "CreateRole", made).await;
    let may = statement(json!({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}));
    let may = json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": may});
    world.ok("iam", "PutRolePolicy", may).await;
    world
        .ok("s3", "CreateBucket", json!({"Bucket": "lake"}))
        .await;
    world
}

impl World {
    async fn ok(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.client.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    async fn stream(&self, url: &str, more: Json) {
        let mut destination = json!({
            "EndpointConfiguration": {"Url": url, "Name": "mine", "AccessKey": "a secret key"},
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1},
            "RetryOptions": {"DurationInSeconds": 30},
            "S3Configuration": {
                "RoleARN": format!("arn:aws:iam::{ACCOUNT}:role/r"),
                "BucketARN": "arn:aws:s3:::lake", "Prefix": "all/", "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/",
            },
        });
        let more = more.as_object().unwrap().clone();
        destination.as_object_mut().unwrap().extend(more);
        let input = json!({
            "DeliveryStreamName": "hose", "HttpEndpointDestinationConfiguration": destination,
        });
        self.ok("firehose", "CreateDeliveryStream", input).await;
        self.seconds(2).await;
    }

    async fn put(&self, data: &str) {
        let record = json!({"Data": BASE64_STANDARD.encode(data)});
        let input = json!({"DeliveryStreamName": "hose", "Record": record});
        self.ok("firehose", "PutRecord", input).await;
    }

    async fn objects(&self) -> Vec<(String, String)> {
        let listed = self
            .ok("s3", "ListObjectsV2", json!({"Bucket": "lake"}))
            .await;
        let mut objects = Vec::new();
        for object in listed["Contents"].as_array().into_iter().flatten() {
            let key = object["Key"].as_str().unwrap().to_owned();
            let input = json!({"Bucket": "lake", "Key": key});
            let got = self.client.send("s3", "GetObject", input, None).await;
            let body = String::from_utf8(got.unwrap().body.to_vec()).unwrap();
            objects.push((key, body));
        }
        objects
    }
}

#[tokio::test]
async fn an_endpoint_is_told_in_firehoses_words() {
    let (url, posts) = endpoint(vec![Say::Taken]).await;
    let world = world().await;
    let more = json!({"RequestConfiguration": {"CommonAttributes": [
        {"AttributeName": "stage", "AttributeValue": "test"}
    ]}});
    world.stream(&url, more).await;
    world.put("one").await;
    world.put("two").await;
    world.seconds(59).await;
    assert!(posts.lock().unwrap().is_empty());
    world.seconds(1).await;
    let sent = std::mem::take(&mut *posts.lock().unwrap());
    assert_eq!(sent.len(), 1);
    let head = &sent[0].head;
    assert!(
        head.starts_with("POST /take?from=hose HTTP/1.1\r\n"),
        "{head}"
    );
    let body: Json = serde_json::from_slice(&sent[0].body).unwrap();
    let records =
        json!([{"data": BASE64_STANDARD.encode("one")}, {"data": BASE64_STANDARD.encode("two")}]);
    assert_eq!(body["records"], records);
    assert_eq!(
        body["timestamp"],
        world.cloud.cloud.clock.now().as_millisecond()
    );
    let said = |name: &str| header(head, name).unwrap_or_default();
    assert_eq!(body["requestId"], said("x-amz-firehose-request-id"));
    assert_eq!(said("content-type"), "application/json");
    assert_eq!(said("x-amz-firehose-protocol-version"), "1.0");
    assert_eq!(said("x-amz-firehose-access-key"), "a secret key");
    let arn = format!("arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/hose");
    assert_eq!(said("x-amz-firehose-source-arn"), arn);
    assert_eq!(
        said("x-amz-firehose-common-attributes"),
        r#"{"commonAttributes":{"stage":"test"}}"#
    );
    assert_eq!(header(head, "content-encoding"), None);
    world.seconds(600).await;
    assert!(posts.lock().unwrap().is_empty());
    assert!(world.objects().await.is_empty());
    // Nobody is shown the key again.
    let named = json!({"DeliveryStreamName": "hose"});
    let shown = world.ok("firehose", "DescribeDeliveryStream", named).await;
    assert!(!shown.to_string().contains("a secret key"), "{shown}");
    let shown = &shown["DeliveryStreamDescription"]["Destinations"][0];
    let shown = &shown["HttpEndpointDestinationDescription"];
    assert_eq!(
        shown["EndpointConfiguration"],
        json!({"Url": url, "Name": "mine"})
    );
    assert_eq!(shown["S3BackupMode"], "FailedDataOnly");
}

#[tokio::test]
async fn a_batch_is_tried_again_as_the_same_request() {
    let (url, posts) = endpoint(vec![Say::Status(503), Say::AnotherRequest, Say::Taken]).await;
    let world = world().await;
    let more = json!({
        "RequestConfiguration": {"ContentEncoding": "GZIP"}, "S3BackupMode": "AllData",
    });
    world.stream(&url, more).await;
    world.put("one").await;
    world.seconds(90).await;
    let sent = std::mem::take(&mut *posts.lock().unwrap());
    assert_eq!(sent.len(), 3);
    for posted in &sent {
        assert_eq!(
            header(&posted.head, "content-encoding").as_deref(),
            Some("gzip")
        );
        let mut text = String::new();
        let mut body = GzDecoder::new(&posted.body[..]);
        body.read_to_string(&mut text).unwrap();
        let body: Json = serde_json::from_str(&text).unwrap();
        let id = header(&sent[0].head, "x-amz-firehose-request-id").unwrap();
        assert_eq!(body["requestId"], id);
    }
    // The copy of all records is there once.
    let objects = world.objects().await;
    assert_eq!(objects.len(), 1);
    assert!(objects[0].0.starts_with("all/"), "{objects:?}");
    assert_eq!(objects[0].1, "one");
}

#[tokio::test]
async fn what_an_endpoint_does_not_take_is_in_the_bucket() {
    let (url, posts) = endpoint(vec![Say::Status(500)]).await;
    let world = world().await;
    world.stream(&url, json!({})).await;
    world.put("one").await;
    world.seconds(60 + 29).await;
    assert!(world.objects().await.is_empty());
    world.seconds(1).await;
    let objects = world.objects().await;
    assert_eq!(objects.len(), 1);
    assert!(
        objects[0].0.starts_with("bad/http-endpoint-failed/"),
        "{objects:?}"
    );
    let document: Json = serde_json::from_str(&objects[0].1).unwrap();
    assert_eq!(document["rawData"], BASE64_STANDARD.encode("one"));
    assert_eq!(document["errorCode"], "HttpEndpoint.DestinationException");
    assert_eq!(document["attemptsMade"], posts.lock().unwrap().len());
    assert!(posts.lock().unwrap().len() > 2);
    // It is given up.
    let tried = posts.lock().unwrap().len();
    world.seconds(600).await;
    assert_eq!(posts.lock().unwrap().len(), tried);
}

#[tokio::test]
async fn what_is_too_large_for_an_endpoint_is_not_tried_again() {
    let (url, posts) = endpoint(vec![Say::Status(413)]).await;
    let world = world().await;
    world.stream(&url, json!({})).await;
    world.put("one").await;
    world.seconds(60).await;
    assert_eq!(posts.lock().unwrap().len(), 1);
    assert_eq!(world.objects().await.len(), 1);
}

#[tokio::test]
async fn an_update_leaves_what_it_does_not_name() {
    let (url, posts) = endpoint(vec![Say::Taken]).await;
    let world = world().await;
    world.stream("https://localhost:1/", json!({})).await;
    let update = json!({
        "DeliveryStreamName": "hose", "CurrentDeliveryStreamVersionId": "1",
        "DestinationId": "destinationId-000000000001",
        "HttpEndpointDestinationUpdate": {"EndpointConfiguration": {"Url": url}},
    });
    world.ok("firehose", "UpdateDestination", update).await;
    world.put("one").await;
    world.seconds(60).await;
    let sent = std::mem::take(&mut *posts.lock().unwrap());
    assert_eq!(sent.len(), 1);
    // Another URL is not told the old one's key.
    assert_eq!(header(&sent[0].head, "x-amz-firehose-access-key"), None);
    let plain = json!({
        "DeliveryStreamName": "hose", "CurrentDeliveryStreamVersionId": "2",
        "DestinationId": "destinationId-000000000001", "S3DestinationUpdate": {},
    });
    let refused = world
        .client
        .refusal("firehose", "UpdateDestination", plain)
        .await;
    assert_eq!(refused, "NotImplemented");
}
