//! A cloud with SNS and SQS in it, and short words for what tests do with topics.
#![allow(dead_code)]

use haneul_pipeline::{Captured, Service, captured};
use haneul_sns::Sns;
use haneul_sqs::Sqs;
pub use haneul_testkit::text;
use haneul_testkit::{ACCOUNT, NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::ops::Deref;
use std::sync::Arc;

pub struct World(haneul_testkit::World);

impl Deref for World {
    type Target = haneul_testkit::World;

    fn deref(&self) -> &haneul_testkit::World {
        &self.0
    }
}

pub async fn world() -> World {
    world_of(vec![Arc::new(Sns), Arc::new(Sqs)]).await
}

pub async fn world_of(services: Vec<Arc<dyn Service>>) -> World {
    let cloud = TestCloud::new(services, Arc::new(NoIdentity)).await;
    World(haneul_testkit::World::new(cloud, "sns"))
}

impl World {
    pub async fn sqs(&self, operation: &str, input: Json) -> Json {
        self.client.must("sqs", operation, input).await
    }

    /// A topic; one whose name says so is FIFO.
    pub async fn topic(&self, name: &str) -> String {
        let mut input = json!({ "Name": name });
        if name.ends_with(".fifo") {
            input["Attributes"] = json!({ "FifoTopic": "true" });
        }
        text(&self.ok("CreateTopic", input).await["TopicArn"])
    }

    /// A queue that lets SNS send to it: its ARN.
    pub async fn queue(&self, name: &str) -> String {
        let arn = self.shut_queue(name).await;
        self.open_queue(&arn).await;
        arn
    }

    pub async fn shut_queue(&self, name: &str) -> String {
        let mut input = json!({ "QueueName": name });
        if name.ends_with(".fifo") {
            input["Attributes"] = json!({ "FifoQueue": "true" });
        }
        self.sqs("CreateQueue", input).await;
        format!("arn:aws:sqs:us-east-1:{ACCOUNT}:{name}")
    }

    pub async fn open_queue(&self, arn: &str) {
        let policy = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "sns.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": { "StringEquals": { "aws:SourceAccount": ACCOUNT } },
        }]});
        let attributes = json!({ "Policy": policy.to_string() });
        let input = json!({ "QueueUrl": url(arn), "Attributes": attributes });
        self.sqs("SetQueueAttributes", input).await;
    }

    /// The subscription's ARN.
    pub async fn subscribe(
        &self,
        topic: &str,
        protocol: &str,
        endpoint: &str,
        attributes: Json,
    ) -> String {
        let input = json!({
            "TopicArn": topic,
            "Protocol": protocol,
            "Endpoint": endpoint,
            "Attributes": attributes,
            "ReturnSubscriptionArn": true,
        });
        text(&self.ok("Subscribe", input).await["SubscriptionArn"])
    }

    pub async fn publish(&self, topic: &str, message: &str) -> Json {
        let input = json!({ "TopicArn": topic, "Message": message });
        self.ok("Publish", input).await
    }

    /// The bodies of what is in a queue, which is emptied.
    pub async fn bodies(&self, queue: &str) -> Vec<String> {
        self.seconds(0).await;
        let mut bodies = Vec::new();
        loop {
            let input = json!({ "QueueUrl": url(queue), "MaxNumberOfMessages": 10 });
            let got = self.sqs("ReceiveMessage", input).await;
            let Some(messages) = got["Messages"].as_array().cloned() else {
                return bodies;
            };
            for message in &messages {
                bodies.push(text(&message["Body"]));
                let handle = &message["ReceiptHandle"];
                let input = json!({ "QueueUrl": url(queue), "ReceiptHandle": handle });
                self.sqs("DeleteMessage", input).await;
            }
        }
    }

    /// The messages in the envelopes in a queue.
    pub async fn messages(&self, queue: &str) -> Vec<String> {
        let bodies = self.bodies(queue).await;
        let message = |body: &String| {
            let envelope: Json = serde_json::from_str(body).expect("an envelope");
            text(&envelope["Message"])
        };
        bodies.iter().map(message).collect()
    }

    /// What left the cloud, of a kind.
    pub fn sent(&self, kind: &str) -> Vec<Captured> {
        let store = &self.cloud.cloud.store;
        let found = store.read(|tx| captured(tx, 1_000, |message| message.channel == kind));
        found.expect("the list can be read")
    }

    pub async fn attribute(&self, topic: &str, name: &str) -> Json {
        let got = self
            .ok("GetTopicAttributes", json!({ "TopicArn": topic }))
            .await;
        got["Attributes"][name].clone()
    }

    pub async fn subscription(&self, arn: &str, name: &str) -> Json {
        let input = json!({ "SubscriptionArn": arn });
        let got = self.ok("GetSubscriptionAttributes", input).await;
        got["Attributes"][name].clone()
    }
}

pub fn url(queue: &str) -> String {
    let parts: Vec<&str> = queue.split(':').collect();
    format!("http://localhost:4566/{}/{}", parts[4], parts[5])
}
