//! A cloud with delivery streams, their bucket, and a role that may put into it.

#![allow(dead_code)]

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_firehose::Firehose;
use haneul_kinesis::Kinesis;
use haneul_pipeline::{AwsError, Settings};
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub const BUCKET: &str = "arn:aws:s3:::lake";

pub struct World {
    pub cloud: TestCloud,
    pub client: Client,
}

pub fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/delivery")
}

impl World {
    /// A bucket, a stream, and a role that may put into the one and read the other.
    pub async fn with(settings: Settings) -> World {
        let cloud = TestCloud::with(
            vec![
                Arc::new(Firehose),
                Arc::new(Kinesis),
                Arc::new(haneul_iam::Iam),
                Arc::new(haneul_lambda::Lambda),
                Arc::new(haneul_logs::Logs),
                Arc::new(haneul_s3::S3),
                Arc::new(haneul_sts::Sts),
            ],
            Arc::new(haneul_iam::Directory::default()),
            settings,
        )
        .await;
        let client = cloud.root();
        let world = World { cloud, client };
        let trust = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "firehose.amazonaws.com"},
            "Action": "sts:AssumeRole"
        }});
        let made = json!({"RoleName": "delivery", "AssumeRolePolicyDocument": trust.to_string()});
        world.of("iam", "CreateRole", made).await;
        world.allow(&["s3:PutObject", "kinesis:*"]).await;
        world
            .of("s3", "CreateBucket", json!({"Bucket": "lake"}))
            .await;
        world
    }

    pub async fn call(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<Json, AwsError> {
        self.client.call(service, operation, input).await
    }

    pub async fn of(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.of("firehose", operation, input).await
    }

    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        match self.call("firehose", operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error.to_string(),
        }
    }

    /// What the role may do.
    pub async fn allow(&self, actions: &[&str]) {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"
        }});
        let policy = json!({
            "RoleName": "delivery", "PolicyName": "p", "PolicyDocument": policy.to_string()
        });
        self.of("iam", "PutRolePolicy", policy).await;
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    pub async fn stream(&self, name: &str, mut destination: Json) {
        destination["RoleARN"] = json!(role());
        destination["BucketARN"] = json!(BUCKET);
        let input = json!({
            "DeliveryStreamName": name,
            "ExtendedS3DestinationConfiguration": destination
        });
        self.ok("CreateDeliveryStream", input).await;
        self.seconds(2).await;
    }

    pub async fn put(&self, name: &str, data: &str) {
        let data = BASE64_STANDARD.encode(data);
        let input = json!({"DeliveryStreamName": name, "Record": {"Data": data}});
        self.ok("PutRecord", input).await;
    }

    /// Keys and bodies of all objects.
    pub async fn objects(&self) -> Vec<(String, Bytes)> {
        let listed = self
            .of("s3", "ListObjectsV2", json!({"Bucket": "lake"}))
            .await;
        let mut objects = Vec::new();
        for object in listed["Contents"].as_array().into_iter().flatten() {
            let key = object["Key"].as_str().unwrap().to_owned();
            let input = json!({"Bucket": "lake", "Key": key});
            let got = self.client.send("s3", "GetObject", input, None).await;
            objects.push((key, got.unwrap().body));
        }
        objects
    }

    pub async fn texts(&self) -> Vec<(String, String)> {
        let text = |body: Bytes| String::from_utf8(body.to_vec()).unwrap();
        let objects = self.objects().await.into_iter();
        objects.map(|(key, body)| (key, text(body))).collect()
    }
}

pub fn minute(more: Json) -> Json {
    let mut destination = json!({"BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1}});
    for (name, value) in more.as_object().unwrap() {
        destination[name] = value.clone();
    }
    destination
}
