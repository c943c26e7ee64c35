//! Messages of a standard queue.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

pub struct Standard {
    queue: &'static str,
    url: Json,
    next: u64,
    /// By number, the whole body; what was tried in this round.
    tried: BTreeMap<u64, String>,
    sent: BTreeSet<u64>,
    /// Received and deleted for good, over all rounds.
    deleted: BTreeSet<u64>,
}

impl Standard {
    pub fn new(queue: &'static str) -> Standard {
        Standard {
            queue,
            url: Json::Null,
            next: 0,
            tried: BTreeMap::new(),
            sent: BTreeSet::new(),
            deleted: BTreeSet::new(),
        }
    }

    fn body(&mut self, chance: &mut Chance) -> (u64, String) {
        let number = self.next;
        self.next += 1;
        let letter = (b'a' + (number % 26) as u8) as char;
        let body = format!(
            "{number} {}",
            letter.to_string().repeat(chance.below(4_000))
        );
        self.tried.insert(number, body.clone());
        (number, body)
    }
}

impl Load for Standard {
    fn name(&self) -> &'static str {
        "messages"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        let attributes = json!({ "VisibilityTimeout": "600" });
        let made = client.sqs(
            "CreateQueue",
            json!({ "QueueName": self.queue, "Attributes": attributes }),
        )?;
        self.url = made["QueueUrl"].clone();
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        if chance.one_in(4) {
            let batch: Vec<_> = (0..5).map(|_| self.body(chance)).collect();
            let entries: Vec<Json> = batch
                .iter()
                .map(|(number, body)| json!({ "Id": number.to_string(), "MessageBody": body }))
                .collect();
            let input = json!({ "QueueUrl": self.url, "Entries": entries });
            let answer = acknowledged(client.send(&Call::sqs("SendMessageBatch", &input))?)?;
            let said: Json = serde_json::from_slice(&answer.body)?;
            assert_eq!(
                said["Successful"].as_array().map_or(0, Vec::len),
                5,
                "{said}"
            );
            self.sent.extend(batch.iter().map(|(number, _)| *number));
            return Ok(());
        }
        let (number, body) = self.body(chance);
        let input = json!({ "QueueUrl": self.url, "MessageBody": body });
        acknowledged(client.send(&Call::sqs("SendMessage", &input))?)?;
        self.sent.insert(number);
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        let mut found = BTreeSet::new();
        loop {
            let input = json!({ "QueueUrl": self.url, "MaxNumberOfMessages": 10 });
            let got = client.sqs("ReceiveMessage", input)?;
            let Some(messages) = got.get("Messages").and_then(Json::as_array) else {
                break;
            };
            let mut entries = Vec::new();
            for message in messages {
                let body = message["Body"].as_str().unwrap_or_default();
                let number: u64 = body.split(' ').next().unwrap_or_default().parse()?;
                if self.deleted.contains(&number) {
                    return Err(format!("message {number} was deleted and is back").into());
                }
                if self.tried.get(&number).is_none_or(|tried| tried != body) {
                    return Err(format!("message {number} is not what was sent").into());
                }
                if !found.insert(number) {
                    return Err(format!("message {number} is there twice").into());
                }
                entries.push(
                    json!({ "Id": number.to_string(), "ReceiptHandle": message["ReceiptHandle"] }),
                );
            }
            let gone = client.sqs(
                "DeleteMessageBatch",
                json!({ "QueueUrl": self.url, "Entries": entries }),
            )?;
            if gone["Successful"].as_array().map_or(0, Vec::len) != entries.len() {
                return Err(format!("not all were deleted: {gone}").into());
            }
        }
        if let Some(lost) = self
            .sent
            .iter()
            .find(|n| !found.contains(n) && !self.deleted.contains(n))
        {
            return Err(format!("acknowledged message {lost} is lost").into());
        }
        self.deleted.append(&mut found);
        self.tried.clear();
        Ok(())
    }

    fn acknowledged(&self) -> usize {
        self.sent.len()
    }
}
