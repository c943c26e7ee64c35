//! Senders and receivers of a standard queue, each talking to now one node, now another.

use crate::caller::{Caller, Heard, Said};
use crate::letters::{Letters, Span};
use crate::{Outcome, nodes::Nodes};
use haneul_faults::chance::Chance;
use haneul_faults::client::Call;
use serde_json::{Value as Json, json};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const SENDERS: usize = 3;
const RECEIVERS: usize = 3;

/// More waiting letters than this, and senders pause: all must be received in the end.
const BACKLOG: usize = 400;

pub struct Load<'n> {
    nodes: &'n Nodes,
    pub letters: Letters,
    url: Json,
    next: AtomicU64,
    /// What a client must never hear.
    faults: Mutex<Vec<String>>,
    pub slowest: Mutex<Duration>,
    over: AtomicBool,
}

impl<'n> Load<'n> {
    /// Makes the queue.
    pub fn new(nodes: &'n Nodes, queue: &str, window: Duration) -> Outcome<Load<'n>> {
        let attributes = json!({ "VisibilityTimeout": window.as_secs().to_string() });
        let input = json!({ "QueueName": queue, "Attributes": attributes });
        let made = nodes
            .caller()
            .expect(0, &Call::sqs("CreateQueue", &input))?;
        Ok(Load {
            nodes,
            letters: Letters::new(window),
            url: made["QueueUrl"].clone(),
            next: AtomicU64::new(0),
            faults: Mutex::default(),
            slowest: Mutex::default(),
            over: AtomicBool::new(false),
        })
    }

    /// Under load while `meanwhile` runs.
    pub fn during<T>(
        &self,
        chance: &mut Chance,
        meanwhile: impl FnOnce(&mut Chance) -> Outcome<T>,
    ) -> Outcome<T> {
        self.over.store(false, Ordering::SeqCst);
        let outcome = thread::scope(|scope| {
            for _ in 0..SENDERS {
                let mut chance = chance.fork();
                scope.spawn(move || self.send_all(&mut chance));
            }
            for _ in 0..RECEIVERS {
                let mut chance = chance.fork();
                scope.spawn(move || self.receive_all(&mut chance));
            }
            let outcome = meanwhile(chance);
            self.over.store(true, Ordering::SeqCst);
            outcome
        })?;
        self.check_answers()?;
        Ok(outcome)
    }

    /// Receives all that is there, and until nothing can come back any more; then the rules.
    pub fn settle(&self) -> Outcome<()> {
        let mut caller = self.nodes.caller();
        let began = Instant::now();
        let mut last = Instant::now();
        let mut node = 0;
        while last.elapsed() < self.letters.window + Duration::from_secs(1) {
            if began.elapsed() > Duration::from_secs(60) + self.letters.window * 4 {
                return Err("the queue does not become empty".into());
            }
            node = (node + 1) % self.nodes.count();
            let input =
                json!({ "QueueUrl": self.url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1 });
            let heard = caller.sqs(node, "ReceiveMessage", &input);
            if let Said::No { .. } | Said::Nothing(_) | Said::Away = heard.said {
                return Err(format!("after everything was well again: {:?}", heard.said).into());
            }
            let taken = self.take(&heard);
            if !taken.is_empty() {
                last = Instant::now();
                self.delete_batch(&mut caller, node, &taken);
            }
        }
        self.check_answers()?;
        self.letters.check()
    }

    fn check_answers(&self) -> Outcome<()> {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        match faults.first() {
            None => Ok(()),
            Some(fault) => Err(format!("{} answers such as: {fault}", faults.len()).into()),
        }
    }

    fn note(&self, heard: &Heard) {
        if let Some(fault) = heard.said.fault() {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.push(fault);
        }
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        *slowest = heard.took().max(*slowest);
    }

    fn send_all(&self, chance: &mut Chance) {
        let mut caller = self.nodes.caller();
        while !self.over.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(3));
            if self.letters.waiting() > BACKLOG {
                continue;
            }
            let node = chance.below(self.nodes.count());
            if self.nodes.port(node).is_none() {
                continue;
            }
            match chance.one_in(4) {
                true => self.send_batch(&mut caller, node, chance),
                false => self.send_one(&mut caller, node, chance),
            }
        }
    }

    fn body(&self, chance: &mut Chance) -> String {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let body = format!("{number} {}", "x".repeat(chance.below(300)));
        self.letters.trying(&body);
        body
    }

    fn send_one(&self, caller: &mut Caller<'_>, node: usize, chance: &mut Chance) {
        let body = self.body(chance);
        let input = json!({ "QueueUrl": self.url, "MessageBody": body });
        let heard = caller.sqs(node, "SendMessage", &input);
        self.note(&heard);
        let id = match &heard.said {
            Said::Yes(said) => said["MessageId"].as_str(),
            _ => None,
        };
        self.letters.sent(&body, &heard.said, id);
    }

    fn send_batch(&self, caller: &mut Caller<'_>, node: usize, chance: &mut Chance) {
        let bodies: Vec<String> = (0..5).map(|_| self.body(chance)).collect();
        let entries = bodies.iter().enumerate();
        let entries: Vec<Json> = entries
            .map(|(at, body)| json!({ "Id": at.to_string(), "MessageBody": body }))
            .collect();
        let input = json!({ "QueueUrl": self.url, "Entries": entries });
        let heard = caller.sqs(node, "SendMessageBatch", &input);
        self.note(&heard);
        for (at, body) in bodies.iter().enumerate() {
            let id = match &heard.said {
                Said::Yes(said) => of_batch(said, at).and_then(|entry| entry["MessageId"].as_str()),
                _ => None,
            };
            self.letters.sent(body, &heard.said, id);
        }
    }

    fn receive_all(&self, chance: &mut Chance) {
        let mut caller = self.nodes.caller();
        while !self.over.load(Ordering::SeqCst) {
            let node = chance.below(self.nodes.count());
            if self.nodes.port(node).is_none() {
                thread::sleep(Duration::from_millis(5));
                continue;
            }
            let most = 1 + chance.below(10);
            let wait = usize::from(chance.one_in(3));
            let input = json!({
                "QueueUrl": self.url, "MaxNumberOfMessages": most, "WaitTimeSeconds": wait,
            });
            let heard = caller.sqs(node, "ReceiveMessage", &input);
            self.note(&heard);
            let taken = self.take(&heard);
            // Some forget what they have received; others get it later.
            if taken.is_empty() || chance.one_in(20) {
                continue;
            }
            let node = chance.below(self.nodes.count());
            self.delete_batch(&mut caller, node, &taken);
        }
    }

    /// Notes what a receive handed out: bodies and receipt handles.
    fn take(&self, heard: &Heard) -> Vec<(String, Json, Span)> {
        let Said::Yes(said) = &heard.said else {
            return Vec::new();
        };
        let messages = said["Messages"].as_array().into_iter().flatten();
        messages
            .map(|message| {
                let body = message["Body"].as_str().unwrap_or_default().to_owned();
                let id = message["MessageId"].as_str().unwrap_or_default();
                let span = self.letters.handed(&body, id, heard);
                (body, message["ReceiptHandle"].clone(), span)
            })
            .collect()
    }

    fn delete_batch(&self, caller: &mut Caller<'_>, node: usize, taken: &[(String, Json, Span)]) {
        let entries = taken.iter().enumerate();
        let entries: Vec<Json> = entries
            .map(|(at, (_, handle, _))| json!({ "Id": at.to_string(), "ReceiptHandle": handle }))
            .collect();
        let input = json!({ "QueueUrl": self.url, "Entries": entries });
        let heard = caller.sqs(node, "DeleteMessageBatch", &input);
        self.note(&heard);
        for (at, (body, _, hand)) in taken.iter().enumerate() {
            let acknowledged = match &heard.said {
                Said::Yes(said) => of_batch(said, at).is_some(),
                _ => false,
            };
            self.letters.deleted(body, *hand, &heard, acknowledged);
        }
    }
}

/// The entry of a batch that succeeded.
fn of_batch(said: &Json, at: usize) -> Option<&Json> {
    let (entries, id) = (said["Successful"].as_array()?, at.to_string());
    entries.iter().find(|entry| entry["Id"] == *id)
}
