//! A cloud with Pipes, sources and targets, and a role for the pipes.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::Settings;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub const ROLE: &str = "arn:aws:iam::111122223333:role/pipe";

pub struct World {
    pub cloud: TestCloud,
    pub root: Client,
}

pub async fn world() -> World {
    with(Settings::default()).await
}

pub async fn with(settings: Settings) -> World {
    let cloud = TestCloud::with(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_dynamodb::DynamoDb),
            Arc::new(haneul_dynamodb::DynamoDbStreams),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_firehose::Firehose),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kinesis::Kinesis),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_pipes::Pipes),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sns::Sns),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
        settings,
    )
    .await;
    let root = cloud.root();
    let world = World { cloud, root };
    world.role("pipe", "pipes.amazonaws.com", "*").await;
    world
}

pub fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:111122223333:{resource}")
}

pub fn url(name: &str) -> String {
    format!("http://localhost:4566/111122223333/{name}")
}

impl World {
    pub async fn of(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.root.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.of("pipes", operation, input).await
    }

    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        match self.root.call("pipes", operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error.to_string(),
        }
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    pub async fn role(&self, name: &str, service: &str, actions: &str) {
        let trust = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}});
        let made = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
        self.of("iam", "CreateRole", made).await;
        self.allow(name, &[actions]).await;
    }

    /// What a role may do.
    pub async fn allow(&self, role: &str, actions: &[&str]) {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"}});
        let policy =
            json!({"RoleName": role, "PolicyName": "p", "PolicyDocument": policy.to_string()});
        self.of("iam", "PutRolePolicy", policy).await;
    }

    pub async fn queue(&self, name: &str) -> String {
        self.queue_with(name, json!({})).await
    }

    pub async fn queue_with(&self, name: &str, mut attributes: Json) -> String {
        if name.ends_with(".fifo") {
            attributes["FifoQueue"] = json!("true");
            attributes["ContentBasedDeduplication"] = json!("true");
        }
        let input = json!({"QueueName": name, "Attributes": attributes});
        self.of("sqs", "CreateQueue", input).await;
        arn("sqs", name)
    }

    pub async fn say(&self, queue: &str, body: &str) {
        let input = json!({"QueueUrl": url(queue), "MessageBody": body});
        self.of("sqs", "SendMessage", input).await;
    }

    /// The bodies of all messages of a queue, which are deleted.
    pub async fn bodies(&self, queue: &str) -> Vec<String> {
        let messages = self.messages(queue).await;
        let bodies = messages.iter().map(|m| m["Body"].as_str().unwrap());
        bodies.map(str::to_owned).collect()
    }

    pub async fn messages(&self, queue: &str) -> Vec<Json> {
        let mut all = Vec::new();
        loop {
            let input = json!({
                "QueueUrl": url(queue), "MaxNumberOfMessages": 10,
                "MessageAttributeNames": ["All"], "AttributeNames": ["All"]
            });
            let got = self.of("sqs", "ReceiveMessage", input).await;
            let Some(messages) = got["Messages"].as_array().filter(|m| !m.is_empty()) else {
                return all;
            };
            for message in messages {
                let done =
                    json!({"QueueUrl": url(queue), "ReceiptHandle": message["ReceiptHandle"]});
                self.of("sqs", "DeleteMessage", done).await;
                all.push(message.clone());
            }
        }
    }

    /// Messages that can be received, and those that somebody has.
    pub async fn waiting(&self, queue: &str) -> (String, String) {
        let names = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
        ];
        let input = json!({"QueueUrl": url(queue), "AttributeNames": names});
        let got = self.of("sqs", "GetQueueAttributes", input).await;
        let text = |name: &str| got["Attributes"][name].as_str().unwrap().to_owned();
        (text(names[0]), text(names[1]))
    }

    pub async fn stream(&self, name: &str) -> String {
        let input = json!({"StreamName": name, "ShardCount": 1});
        self.of("kinesis", "CreateStream", input).await;
        self.seconds(2).await;
        arn("kinesis", &format!("stream/{name}"))
    }

    pub async fn put(&self, stream: &str, data: &str) -> String {
        let data = BASE64_STANDARD.encode(data);
        let input = json!({"StreamName": stream, "PartitionKey": "k", "Data": data});
        let put = self.of("kinesis", "PutRecord", input).await;
        put["SequenceNumber"].as_str().unwrap().to_owned()
    }

    /// All that lies in a stream of one shard.
    pub async fn records(&self, stream: &str) -> Vec<(String, String)> {
        let input = json!({
            "StreamName": stream, "ShardId": "shardId-000000000000",
            "ShardIteratorType": "TRIM_HORIZON"
        });
        let iterator = self.of("kinesis", "GetShardIterator", input).await;
        let input = json!({"ShardIterator": iterator["ShardIterator"]});
        let got = self.of("kinesis", "GetRecords", input).await;
        let records = got["Records"].as_array().unwrap().iter();
        records
            .map(|record| {
                let data = BASE64_STANDARD
                    .decode(record["Data"].as_str().unwrap())
                    .unwrap();
                let key = record["PartitionKey"].as_str().unwrap().to_owned();
                (key, String::from_utf8(data).unwrap())
            })
            .collect()
    }

    /// A pipe that runs.
    pub async fn pipe(&self, name: &str, source: &str, target: &str, more: Json) {
        self.ok("CreatePipe", input(name, source, target, more))
            .await;
        self.seconds(2).await;
        assert_eq!(self.state(name).await, "RUNNING");
    }

    pub async fn state(&self, name: &str) -> String {
        let pipe = self.ok("DescribePipe", json!({"Name": name})).await;
        pipe["CurrentState"].as_str().unwrap().to_owned()
    }
}

pub fn input(name: &str, source: &str, target: &str, more: Json) -> Json {
    let mut input = json!({"Name": name, "Source": source, "Target": target, "RoleArn": ROLE});
    let all = input.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    input
}
