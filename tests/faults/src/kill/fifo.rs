//! Messages of a FIFO queue: all of them, in order, once.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use serde_json::{Value as Json, json};

#[derive(Default)]
pub struct Fifo {
    url: Json,
    /// The next number; those below have been tried.
    next: u64,
    /// Numbers acknowledged since the last check.
    sent: Vec<u64>,
    total: usize,
}

impl Fifo {
    fn message(&self, number: u64) -> Call {
        let input = json!({
            "QueueUrl": self.url,
            "MessageBody": number.to_string(),
            "MessageGroupId": "one",
            "MessageDeduplicationId": format!("once-{number}"),
        });
        Call::sqs("SendMessage", &input)
    }
}

impl Load for Fifo {
    fn name(&self) -> &'static str {
        "FIFO messages"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        let attributes = json!({ "FifoQueue": "true", "VisibilityTimeout": "600" });
        let made = client.sqs(
            "CreateQueue",
            json!({ "QueueName": "kill.fifo", "Attributes": attributes }),
        )?;
        self.url = made["QueueUrl"].clone();
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let number = self.next;
        self.next += 1;
        acknowledged(client.send(&self.message(number))?)?;
        self.sent.push(number);
        if chance.one_in(5) {
            // Said twice; it must be there once.
            acknowledged(client.send(&self.message(number))?)?;
        }
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        let mut found = Vec::new();
        loop {
            let input = json!({ "QueueUrl": self.url, "MaxNumberOfMessages": 10 });
            let got = client.sqs("ReceiveMessage", input)?;
            let Some(messages) = got.get("Messages").and_then(Json::as_array) else {
                break;
            };
            let mut entries = Vec::new();
            for (at, message) in messages.iter().enumerate() {
                found.push(
                    message["Body"]
                        .as_str()
                        .unwrap_or_default()
                        .parse::<u64>()?,
                );
                entries.push(
                    json!({ "Id": at.to_string(), "ReceiptHandle": message["ReceiptHandle"] }),
                );
            }
            client.sqs(
                "DeleteMessageBatch",
                json!({ "QueueUrl": self.url, "Entries": entries }),
            )?;
        }
        if !found.is_sorted_by(|a, b| a < b) {
            return Err(format!("out of order or twice: {found:?}").into());
        }
        if let Some(lost) = self.sent.iter().find(|n| !found.contains(n)) {
            return Err(format!("acknowledged message {lost} is lost; there are {found:?}").into());
        }
        // At most the one that was under way may be there besides.
        if found.len() > self.sent.len() + 1 {
            return Err(format!("{} acknowledged, {} there", self.sent.len(), found.len()).into());
        }
        self.total += self.sent.len();
        self.sent.clear();
        Ok(())
    }

    fn acknowledged(&self) -> usize {
        self.total
    }
}
