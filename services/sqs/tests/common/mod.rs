//! A cloud with SQS in it, and short words for what tests do with queues.
#![allow(dead_code)]

use haneul_sqs::Sqs;
use haneul_store::Store;
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
    let cloud = TestCloud::new(vec![Arc::new(Sqs)], Arc::new(NoIdentity)).await;
    World(haneul_testkit::World::new(cloud, "sqs"))
}

/// A world on a directory: what it was told is there again when it is opened anew.
pub async fn world_in(directory: &std::path::Path) -> World {
    let store = Store::open(directory).expect("the store opens");
    let cloud = TestCloud::over(store, vec![Arc::new(Sqs)]).await;
    World(haneul_testkit::World::new(cloud, "sqs"))
}

impl World {
    pub fn of(cloud: TestCloud) -> World {
        World(haneul_testkit::World::new(cloud, "sqs"))
    }

    pub async fn queue(&self, name: &str, attributes: Json) -> Queue<'_> {
        let input = json!({ "QueueName": name, "Attributes": attributes });
        let made = self.ok("CreateQueue", input).await;
        Queue {
            world: self,
            url: text(&made["QueueUrl"]),
        }
    }

    pub fn arn(&self, name: &str) -> String {
        format!("arn:aws:sqs:us-east-1:{ACCOUNT}:{name}")
    }
}

pub struct Queue<'w> {
    pub world: &'w World,
    pub url: String,
}

impl Queue<'_> {
    pub fn with(&self, mut input: Json) -> Json {
        input["QueueUrl"] = json!(self.url);
        input
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.world.ok(operation, self.with(input)).await
    }

    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        self.world.refusal(operation, self.with(input)).await
    }

    pub async fn send(&self, body: &str) -> Json {
        self.ok("SendMessage", json!({ "MessageBody": body })).await
    }

    pub async fn send_to(&self, group: &str, body: &str) -> Json {
        let input = json!({
            "MessageBody": body,
            "MessageGroupId": group,
            "MessageDeduplicationId": body,
        });
        self.ok("SendMessage", input).await
    }

    pub async fn receive(&self, input: Json) -> Vec<Json> {
        let got = self.ok("ReceiveMessage", input).await;
        got["Messages"].as_array().cloned().unwrap_or_default()
    }

    /// The bodies of one receive of up to ten.
    pub async fn bodies(&self) -> Vec<String> {
        let got = self.receive(json!({ "MaxNumberOfMessages": 10 })).await;
        bodies(&got)
    }

    pub async fn one(&self) -> Json {
        let mut got = self.receive(json!({})).await;
        assert_eq!(got.len(), 1, "one message was expected");
        got.remove(0)
    }

    pub async fn delete(&self, message: &Json) -> Json {
        let input = json!({ "ReceiptHandle": message["ReceiptHandle"] });
        self.ok("DeleteMessage", input).await
    }

    pub async fn attribute(&self, name: &str) -> Json {
        let got = self
            .ok("GetQueueAttributes", json!({ "AttributeNames": [name] }))
            .await;
        got["Attributes"][name].clone()
    }

    /// Visible, in flight, delayed.
    pub async fn counts(&self) -> (u64, u64, u64) {
        let got = self
            .ok("GetQueueAttributes", json!({ "AttributeNames": ["All"] }))
            .await;
        let number = |name: &str| {
            let value = &got["Attributes"][format!("ApproximateNumberOfMessages{name}")];
            value
                .as_str()
                .and_then(|text| text.parse().ok())
                .expect("a count")
        };
        (number(""), number("NotVisible"), number("Delayed"))
    }

    pub async fn set(&self, name: &str, value: &str) -> Json {
        self.ok(
            "SetQueueAttributes",
            json!({ "Attributes": { name: value } }),
        )
        .await
    }
}

pub fn bodies(messages: &[Json]) -> Vec<String> {
    messages.iter().map(|m| text(&m["Body"])).collect()
}
