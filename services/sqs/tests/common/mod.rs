//! A cloud with SQS in it, and short words for what tests do with queues.
#![allow(dead_code)]

use haneul_blob::Blobs;
use haneul_pipeline::{AwsError, Caller, Cloud, Parts, Settings, background};
use haneul_policy::{Principal, PrincipalKind};
use haneul_runtime::{Mode, Random};
use haneul_sqs::Sqs;
use haneul_store::Store;
use haneul_testkit::{ACCOUNT, Client, NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub struct World {
    pub cloud: TestCloud,
    pub client: Client,
}

pub async fn world() -> World {
    let cloud = TestCloud::new(vec![Arc::new(Sqs)], Arc::new(NoIdentity)).await;
    let client = cloud.root();
    World { cloud, client }
}

/// A world on a directory: what it was told is there again when it is opened anew.
pub async fn world_in(directory: &std::path::Path) -> World {
    let parts = Parts {
        store: Store::open(directory).expect("the store opens"),
        blobs: Blobs::memory(),
        random: Random::from_host(),
        services: vec![Arc::new(Sqs)],
        identity: Arc::new(NoIdentity),
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node: None,
    };
    let cloud = TestCloud {
        cloud: Cloud::open(parts).await.expect("the cloud opens"),
    };
    let frozen = background::set_mode(&cloud.cloud, Mode::Frozen).await;
    frozen.expect("the clock can be frozen");
    let client = cloud.root();
    World { cloud, client }
}

impl World {
    pub async fn call(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.client.call("sqs", operation, input).await
    }

    /// A call that must succeed.
    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        match self.call(operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    /// `Code: message` of a call that must be refused.
    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        match self.call(operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error.to_string(),
        }
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
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

    /// A user of an account whom no policy allows anything.
    pub fn user(&self, account: &str) -> Client {
        let mut caller = Caller::root("aws", account, "AKIAUSER");
        caller.principal = Principal {
            arn: format!("arn:aws:iam::{account}:user/someone"),
            account: account.to_owned(),
            kind: PrincipalKind::User,
            user_id: "AIDASOMEONE".to_owned(),
        };
        self.cloud.as_caller(caller)
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

pub fn text(value: &Json) -> String {
    value.as_str().expect("a text").to_owned()
}
