//! What is published to a topic comes to the queue behind it: all of it, and where the topic is FIFO
//! in the order of each group and once.

use super::queue::Queue;
use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use std::collections::{BTreeMap, BTreeSet};

const GROUPS: usize = 3;

pub struct Topic {
    fifo: bool,
    arn: String,
    queue: Option<Queue>,
    /// The next number; those below have been tried.
    next: u64,
    /// Numbers that were acknowledged and have not come yet.
    missing: BTreeSet<u64>,
    /// Of a FIFO topic the last that came of each group.
    last: BTreeMap<String, u64>,
    total: usize,
}

impl Topic {
    pub fn new(fifo: bool) -> Topic {
        Topic {
            fifo,
            arn: String::new(),
            queue: None,
            next: 0,
            missing: BTreeSet::new(),
            last: BTreeMap::new(),
            total: 0,
        }
    }

    fn resource(&self) -> &'static str {
        match self.fifo {
            true => "kill-topic.fifo",
            false => "kill-topic",
        }
    }

    /// Of one message that came.
    fn came(&mut self, body: &str) -> Outcome<()> {
        let (group, number) = body.split_once(' ').unwrap_or_default();
        let number: u64 = number.parse()?;
        if number >= self.next {
            return Err(format!("message {number} was never published").into());
        }
        self.missing.remove(&number);
        if self.fifo {
            let last = self.last.insert(group.to_owned(), number);
            if last.is_some_and(|last| last >= number) {
                return Err(format!("{group}: {number} came after {last:?}").into());
            }
        }
        Ok(())
    }
}

impl Load for Topic {
    fn name(&self) -> &'static str {
        match self.fifo {
            true => "messages of a FIFO topic",
            false => "messages of a topic",
        }
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        let name = self.resource();
        let queue = Queue::make(client, &format!("behind-{name}"), "sns.amazonaws.com")?;
        self.arn = queue.arn_of("sns", name);
        let mut input = vec![("Name", name)];
        if self.fifo {
            input.push(("Attributes.entry.1.key", "FifoTopic"));
            input.push(("Attributes.entry.1.value", "true"));
        }
        client.expect(&Call::sns("CreateTopic", &input))?;
        client.expect(&Call::sns(
            "Subscribe",
            &[
                ("TopicArn", &self.arn),
                ("Protocol", "sqs"),
                ("Endpoint", &queue.arn),
                ("Attributes.entry.1.key", "RawMessageDelivery"),
                ("Attributes.entry.1.value", "true"),
            ],
        ))?;
        self.queue = Some(queue);
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let number = self.next;
        self.next += 1;
        let group = format!("g{}", chance.below(GROUPS));
        let body = format!("{group} {number}");
        let once = format!("once-{number}");
        let mut input = vec![("TopicArn", self.arn.as_str()), ("Message", body.as_str())];
        if self.fifo {
            input.push(("MessageGroupId", &group));
            input.push(("MessageDeduplicationId", &once));
        }
        let call = Call::sns("Publish", &input);
        acknowledged(client.send(&call)?)?;
        self.missing.insert(number);
        self.total += 1;
        if self.fifo && chance.one_in(5) {
            // Said twice; it must come once.
            acknowledged(client.send(&call)?)?;
        }
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        let Some(queue) = self.queue.take() else {
            return Err("there is no queue".into());
        };
        let checked = queue.until(client, |bodies| {
            for body in bodies {
                self.came(&body)?;
            }
            let missing = self.missing.first();
            Ok(missing.map(|number| format!("acknowledged message {number}")))
        });
        self.queue = Some(queue);
        checked
    }

    fn acknowledged(&self) -> usize {
        self.total
    }
}
