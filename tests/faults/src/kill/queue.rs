//! A queue that somebody else in the cloud sends to: what comes there, and when all of it has.

use crate::Outcome;
use crate::client::Client;
use serde_json::{Value as Json, json};
use std::thread;
use std::time::{Duration, Instant};

/// How long what was acknowledged may be on its way; the machine may be slow.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(50);

pub struct Queue {
    url: Json,
    pub arn: String,
}

impl Queue {
    /// One that a service may send to.
    pub fn make(client: &mut Client, name: &str, service: &str) -> Outcome<Queue> {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": service},
            "Action": "sqs:SendMessage", "Resource": "*",
        }});
        let mut attributes = json!({"VisibilityTimeout": "600", "Policy": policy.to_string()});
        if name.ends_with(".fifo") {
            attributes["FifoQueue"] = json!("true");
        }
        let input = json!({"QueueName": name, "Attributes": attributes});
        let url = client.sqs("CreateQueue", input)?["QueueUrl"].clone();
        let input = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
        let got = client.sqs("GetQueueAttributes", input)?;
        let arn = got["Attributes"]["QueueArn"].as_str().unwrap_or_default();
        Ok(Queue {
            url,
            arn: arn.to_owned(),
        })
    }

    /// The same of another service's resource in the account and Region.
    pub fn arn_of(&self, service: &str, resource: &str) -> String {
        let parts: Vec<&str> = self.arn.split(':').collect();
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        format!("arn:aws:{service}:{}:{}:{resource}", part(3), part(4))
    }

    /// Takes everything that is there, in the order in which it comes.
    pub fn drain(&self, client: &mut Client) -> Outcome<Vec<String>> {
        let mut bodies = Vec::new();
        loop {
            let input = json!({"QueueUrl": self.url, "MaxNumberOfMessages": 10});
            let got = client.sqs("ReceiveMessage", input)?;
            let Some(messages) = got.get("Messages").and_then(Json::as_array) else {
                return Ok(bodies);
            };
            let mut entries = Vec::new();
            for (at, message) in messages.iter().enumerate() {
                bodies.push(message["Body"].as_str().unwrap_or_default().to_owned());
                entries
                    .push(json!({"Id": at.to_string(), "ReceiptHandle": message["ReceiptHandle"]}));
            }
            let input = json!({"QueueUrl": self.url, "Entries": entries});
            client.sqs("DeleteMessageBatch", input)?;
        }
    }

    /// Takes what comes until `take` says that nothing is missing any more, or for what it waits.
    pub fn until(
        &self,
        client: &mut Client,
        mut take: impl FnMut(Vec<String>) -> Outcome<Option<String>>,
    ) -> Outcome<()> {
        let began = Instant::now();
        loop {
            let Some(missing) = take(self.drain(client)?)? else {
                return Ok(());
            };
            if began.elapsed() > PATIENCE {
                return Err(format!("{missing} is lost").into());
            }
            thread::sleep(PAUSE);
        }
    }
}
