//! A cloud with EventBridge, and queues that it may send to.

use haneul_testkit::{ACCOUNT, Client, REGION, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub async fn cloud() -> TestCloud {
    TestCloud::new(
        vec![
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await
}

/// A queue that EventBridge may send to for anybody's rule.
pub struct Queue {
    pub url: String,
    pub arn: String,
    client: Client,
}

pub async fn queue(client: &Client, name: &str) -> Queue {
    let queue = shut_queue(client, name).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": queue.arn,
    }});
    let input = json!({"QueueUrl": queue.url, "Attributes": {"Policy": policy.to_string()}});
    client
        .call("sqs", "SetQueueAttributes", input)
        .await
        .unwrap();
    queue
}

pub async fn shut_queue(client: &Client, name: &str) -> Queue {
    let attributes = match name.ends_with(".fifo") {
        true => json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"}),
        false => json!({}),
    };
    let input = json!({"QueueName": name, "Attributes": attributes});
    let made = client.call("sqs", "CreateQueue", input).await.unwrap();
    Queue {
        url: made["QueueUrl"].as_str().unwrap().to_owned(),
        arn: format!("arn:aws:sqs:{}:{}:{name}", client.region, client.account),
        client: client.clone(),
    }
}

impl Queue {
    /// Takes everything that is there.
    pub async fn messages(&self) -> Vec<Json> {
        let mut all = Vec::new();
        loop {
            let input = json!({
                "QueueUrl": self.url, "MaxNumberOfMessages": 10,
                "MessageAttributeNames": ["All"], "AttributeNames": ["All"],
            });
            let got = self
                .client
                .call("sqs", "ReceiveMessage", input)
                .await
                .unwrap();
            let Some(messages) = got["Messages"].as_array().filter(|m| !m.is_empty()) else {
                return all;
            };
            for message in messages {
                let done = json!({"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]});
                self.client
                    .call("sqs", "DeleteMessage", done)
                    .await
                    .unwrap();
                all.push(message.clone());
            }
        }
    }

    /// The bodies, as JSON.
    pub async fn bodies(&self) -> Vec<Json> {
        let messages = self.messages().await.into_iter();
        messages
            .map(|message| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap())
            .collect()
    }
}

pub async fn rule(client: &Client, name: &str, pattern: Json) {
    let input = json!({"Name": name, "EventPattern": pattern.to_string()});
    client.call("events", "PutRule", input).await.unwrap();
}

pub async fn target(client: &Client, rule: &str, target: Json) {
    let input = json!({"Rule": rule, "Targets": [target]});
    let answer = client.call("events", "PutTargets", input).await.unwrap();
    assert_eq!(answer["FailedEntryCount"], 0);
}

pub async fn put(client: &Client, source: &str, detail: Json) -> Json {
    let entry = json!({"Source": source, "DetailType": "thing", "Detail": detail.to_string()});
    let input = json!({"Entries": [entry]});
    client.call("events", "PutEvents", input).await.unwrap()
}

pub fn rule_arn(name: &str) -> String {
    format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}")
}
