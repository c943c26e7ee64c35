//! Messages through a queue and out of it: sent, received, deleted.

use super::sqs_send::text;
use crate::Options;
use crate::chat::Chat;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::give_way;
use crate::report::{Bar, Figure, Report, Verdict, median};
use crate::rounds::{Sample, Side, against_store, compare};
use serde_json::{Value, json};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Of the store's durable rate, counted in writes.
const CYCLE_BAR: f64 = 0.40;
/// Times the messages of one at a time.
const BATCH_BAR: f64 = 5.0;
/// In milliseconds.
pub const WAKE_BAR: f64 = 2.0;
pub const CLIENTS: usize = 64;
const BATCH: usize = 10;
const WAKES: usize = 200;

/// Each client sends a message, receives one and deletes it: three durable writes.
pub fn cycle(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
    let work = Work::of(&cloud, options)?;
    let mut report = Report::new(
        "sqs-cycle",
        format!("SendMessage, ReceiveMessage, DeleteMessage of 1 KiB, durable, {CLIENTS} clients"),
    );
    let place = (dir.path(), CYCLE_BAR);
    against_store(&mut report, "writes/s", options, place, || {
        work.turn(&cloud, 1, 3.0)
    })?;
    report
        .notes
        .push("a message is three writes: sent, received, deleted".to_owned());
    Ok(report)
}

/// The same in batches of ten, against one at a time.
pub fn batch(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let work = Work::of(&cloud, options)?;
    let mut report = Report::new(
        "sqs-batch",
        format!("messages of 1 KiB sent, received and deleted, {CLIENTS} clients"),
    );
    let sides = vec![
        Side::haneul("ten at a time", BATCH_BAR, || work.turn(&cloud, BATCH, 1.0)),
        Side::peer("one at a time", || work.turn(&cloud, 1, 1.0)),
    ];
    compare(&mut report, "messages/s", options.rounds, sides)?;
    Ok(report)
}

/// From sending a message to the answer of a long poll that waited for it.
pub fn wake(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let times = Work::of(&cloud, options)?.wakes(&cloud)?;
    let mut report = Report::new("sqs-wake", "from a send to the answer of who waits for it");
    report.verdicts.push(Verdict {
        what: "half within".to_owned(),
        value: median(&times),
        unit: "ms",
        bar: Bar::AtMost(WAKE_BAR),
    });
    report.figures.push(Figure::new("a long poll", "ms", times));
    Ok(report)
}

pub struct Work {
    pub keys: Keys,
    pub queue: Value,
    turn: Duration,
}

fn queue(cloud: &Cloud, keys: &Keys, name: &str) -> Result<Value, String> {
    let input = json!({ "QueueName": name });
    let made = Call::json("sqs", "AmazonSQS.CreateQueue", &input).send(keys, cloud.address)?;
    let made: Value = serde_json::from_str(&made).map_err(|e| format!("{e}: {made}"))?;
    Ok(made["QueueUrl"].clone())
}

impl Work {
    pub fn of(cloud: &Cloud, options: &Options) -> Result<Work, String> {
        let keys = cloud.user("bench", "sqs:*")?;
        Ok(Work {
            queue: queue(cloud, &keys, "bench")?,
            keys,
            turn: options.turn(),
        })
    }

    /// The same with another queue.
    pub fn beside(&self, cloud: &Cloud, name: &str) -> Result<Work, String> {
        Ok(Work {
            queue: queue(cloud, &self.keys, name)?,
            keys: self.keys.clone(),
            turn: self.turn,
        })
    }

    /// How long it took from a send to the answer of who waited for it, in milliseconds.
    pub fn wakes(&self, cloud: &Cloud) -> Result<Vec<f64>, String> {
        let mut sender = Chat::open(&self.keys, cloud.address)?;
        let mut times = Vec::with_capacity(WAKES);
        for _ in 0..WAKES {
            let mut receiver = Chat::open(&self.keys, cloud.address)?;
            let poll = json!({ "QueueUrl": self.queue, "WaitTimeSeconds": 20 });
            let waiting = std::thread::spawn(move || {
                let got = receiver.sqs("ReceiveMessage", &poll);
                (Instant::now(), receiver, got)
            });
            // Long enough for the poll to wait.
            std::thread::sleep(Duration::from_millis(10));
            let sent = Instant::now();
            let message = json!({ "QueueUrl": self.queue, "MessageBody": "wake" });
            sender.sqs("SendMessage", &message)?;
            let (woken, mut receiver, got) = waiting.join().map_err(|_| "a receiver died")?;
            let handle = &got?["Messages"][0]["ReceiptHandle"];
            let delete = json!({ "QueueUrl": self.queue, "ReceiptHandle": handle });
            receiver.sqs("DeleteMessage", &delete)?;
            times.push(woken.duration_since(sent).as_secs_f64() * 1e3);
        }
        Ok(times)
    }

    /// All clients send, receive and delete for a turn; each message counts so much.
    pub fn turn(&self, cloud: &Cloud, at_once: usize, each: f64) -> Result<Sample, String> {
        let before = cloud.processor_seconds();
        let start = Instant::now();
        let problem = Mutex::new(None);
        let done: usize = std::thread::scope(|scope| {
            let running: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let problem = &problem;
                    scope.spawn(move || {
                        give_way();
                        let ended = self.client(cloud, client, at_once, start);
                        ended.unwrap_or_else(|error| {
                            *problem.lock().unwrap_or_else(|e| e.into_inner()) = Some(error);
                            0
                        })
                    })
                })
                .collect();
            running.into_iter().map(|r| r.join().unwrap_or(0)).sum()
        });
        if let Some(problem) = problem.into_inner().unwrap_or_else(|e| e.into_inner()) {
            return Err(problem);
        }
        let messages = (done * at_once) as f64;
        let used = cloud.processor_seconds().zip(before);
        let used = used.map(|(after, before)| (after - before) * 1e6 / messages);
        let per = used.map(|used| ("processor", "µs a message", used));
        Ok(Sample {
            rate: messages * each / start.elapsed().as_secs_f64(),
            besides: per.into_iter().collect(),
        })
    }

    fn client(
        &self,
        cloud: &Cloud,
        client: usize,
        at_once: usize,
        start: Instant,
    ) -> Result<usize, String> {
        let mut chat = Chat::open(&self.keys, cloud.address)?;
        let mut done = 0;
        while start.elapsed() < self.turn {
            match at_once {
                1 => self.one(&mut chat, client)?,
                _ => self.ten(&mut chat, client)?,
            }
            done += 1;
        }
        Ok(done)
    }

    fn one(&self, chat: &mut Chat, client: usize) -> Result<(), String> {
        let message = json!({ "QueueUrl": self.queue, "MessageBody": text(client as u64) });
        chat.sqs("SendMessage", &message)?;
        let poll = json!({ "QueueUrl": self.queue, "WaitTimeSeconds": 5 });
        let got = chat.sqs("ReceiveMessage", &poll)?;
        let handle = &got["Messages"][0]["ReceiptHandle"];
        let delete = json!({ "QueueUrl": self.queue, "ReceiptHandle": handle });
        chat.sqs("DeleteMessage", &delete)?;
        Ok(())
    }

    /// What ten messages bring comes in as many receives as it takes.
    fn ten(&self, chat: &mut Chat, client: usize) -> Result<(), String> {
        let entry =
            |n: usize| json!({ "Id": n.to_string(), "MessageBody": text((client + n) as u64) });
        let entries: Vec<Value> = (0..BATCH).map(entry).collect();
        let batch = json!({ "QueueUrl": self.queue, "Entries": entries });
        chat.sqs("SendMessageBatch", &batch)?;
        let mut left = BATCH;
        while left > 0 {
            let poll = json!({
                "QueueUrl": self.queue,
                "WaitTimeSeconds": 5,
                "MaxNumberOfMessages": left,
            });
            let got = chat.sqs("ReceiveMessage", &poll)?;
            let messages = got["Messages"].as_array().cloned().unwrap_or_default();
            if messages.is_empty() {
                return Err("messages were sent and none came".to_owned());
            }
            let entries: Vec<Value> = messages
                .iter()
                .enumerate()
                .map(|(n, m)| json!({ "Id": n.to_string(), "ReceiptHandle": m["ReceiptHandle"] }))
                .collect();
            left -= entries.len();
            let delete = json!({ "QueueUrl": self.queue, "Entries": entries });
            chat.sqs("DeleteMessageBatch", &delete)?;
        }
        Ok(())
    }
}
