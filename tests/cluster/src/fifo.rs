//! A FIFO queue while nodes are killed: each group's messages once and in the order of their
//! acknowledgements, though senders repeat through other nodes what was not answered.

use crate::caller::{Caller, Heard, Said};
use crate::letters::{Letters, Span};
use crate::nodes::Nodes;
use crate::{Finding, Outcome, disturb, settings};
use haneul_faults::chance::Chance;
use haneul_faults::client::Call;
use serde_json::{Value as Json, json};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const GROUPS: usize = 4;
const RECEIVERS: usize = 2;
const WINDOW: Duration = Duration::from_secs(3);

struct Fifo<'n> {
    nodes: &'n Nodes,
    url: Json,
    letters: Letters,
    /// Sends that were repeated, and those of which the first had been carried out.
    repeated: AtomicUsize,
    faults: Mutex<Vec<String>>,
    over: AtomicBool,
}

pub fn run() -> Outcome {
    let mut chance = settings::chance("fifo");
    let nodes = Nodes::over(haneul_testkit_postgres::shared(), "fifo")?;
    let fifo = Fifo::new(&nodes)?;
    let end = Instant::now() + settings::load();
    let kills = thread::scope(|scope| {
        let senders: Vec<_> = (0..GROUPS)
            .map(|group| {
                let (fifo, mut chance) = (&fifo, chance.fork());
                scope.spawn(move || fifo.send_all(group, &mut chance))
            })
            .collect();
        for _ in 0..RECEIVERS {
            let (fifo, mut chance) = (&fifo, chance.fork());
            scope.spawn(move || fifo.receive_all(&mut chance));
        }
        let kills = disturb::kill_until(&nodes, &mut chance, end);
        fifo.over.store(true, Ordering::SeqCst);
        for sender in senders {
            sender.join().map_err(|_| "a sender panicked")??;
        }
        kills
    })?;
    fifo.settle()?;
    nodes.check_health()?;
    let counts = fifo.letters.counts();
    Ok(Finding::Held(format!(
        "{} kills; {GROUPS} groups in order, {} sends acknowledged, {} repeated through other nodes, {} deletes acknowledged",
        kills.count,
        counts.acknowledged,
        fifo.repeated.load(Ordering::SeqCst),
        counts.deleted
    )))
}

impl<'n> Fifo<'n> {
    fn new(nodes: &'n Nodes) -> Outcome<Fifo<'n>> {
        let window = WINDOW.as_secs().to_string();
        let attributes = json!({ "FifoQueue": "true", "VisibilityTimeout": window });
        let input = json!({ "QueueName": "order.fifo", "Attributes": attributes });
        let made = nodes
            .caller()
            .expect(0, &Call::sqs("CreateQueue", &input))?;
        Ok(Fifo {
            nodes,
            url: made["QueueUrl"].clone(),
            letters: Letters::new(WINDOW),
            repeated: AtomicUsize::new(0),
            faults: Mutex::default(),
            over: AtomicBool::new(false),
        })
    }

    fn send_all(&self, group: usize, chance: &mut Chance) -> Outcome<()> {
        let mut caller = self.nodes.caller();
        let mut number = 0;
        while !self.over.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
            if self.letters.waiting() < 200 {
                self.send(&mut caller, group, number, chance)?;
                number += 1;
            }
        }
        Ok(())
    }

    /// Until it is acknowledged, and at times once more.
    fn send(
        &self,
        caller: &mut Caller<'_>,
        group: usize,
        number: usize,
        chance: &mut Chance,
    ) -> Outcome<()> {
        let body = name(group, number);
        self.letters.trying(&body);
        let input = json!({
            "QueueUrl": self.url, "MessageBody": body, "MessageGroupId": group.to_string(),
            "MessageDeduplicationId": body,
        });
        let first = Instant::now();
        let mut node = chance.below(self.nodes.count());
        let mut acknowledged = 0;
        let wanted = if chance.one_in(10) { 2 } else { 1 };
        while acknowledged < wanted {
            if first.elapsed() > Duration::from_secs(60) {
                return Err(format!("{body} is never acknowledged").into());
            }
            let heard = caller.sqs(node, "SendMessage", &input);
            self.note(&heard);
            if let Said::Yes(said) = &heard.said {
                self.letters
                    .sent(&body, &heard.said, said["MessageId"].as_str());
                acknowledged += 1;
            }
            if !matches!(heard.said, Said::Away) {
                let again = usize::from(acknowledged < wanted);
                self.repeated.fetch_add(again, Ordering::SeqCst);
            }
            node = (node + 1) % self.nodes.count();
        }
        Ok(())
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
            let at = chance.below(self.nodes.count());
            self.receive(&mut caller, node, at, most);
        }
    }

    /// Receives through one node and deletes through another; whether there was anything.
    fn receive(&self, caller: &mut Caller<'_>, node: usize, other: usize, most: usize) -> bool {
        let input =
            json!({ "QueueUrl": self.url, "MaxNumberOfMessages": most, "WaitTimeSeconds": 1 });
        let heard = caller.sqs(node, "ReceiveMessage", &input);
        self.note(&heard);
        let Said::Yes(said) = &heard.said else {
            return false;
        };
        let messages = said["Messages"].as_array().cloned().unwrap_or_default();
        let taken: Vec<(String, &Json, Span)> = messages
            .iter()
            .map(|message| {
                let body = message["Body"].as_str().unwrap_or_default().to_owned();
                let id = message["MessageId"].as_str().unwrap_or_default();
                let span = self.letters.handed(&body, id, &heard);
                (body, &message["ReceiptHandle"], span)
            })
            .collect();
        for (body, handle, hand) in &taken {
            let input = json!({ "QueueUrl": self.url, "ReceiptHandle": handle });
            let heard = caller.sqs(other, "DeleteMessage", &input);
            self.letters.deleted(body, *hand, &heard, heard.is_yes());
            // What comes after it must not be deleted before it.
            if !heard.is_yes() {
                break;
            }
        }
        !messages.is_empty()
    }

    fn note(&self, heard: &Heard) {
        if let Some(fault) = heard.said.fault() {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.push(fault);
        }
    }

    fn settle(&self) -> Outcome<()> {
        let mut caller = self.nodes.caller();
        let (began, mut last) = (Instant::now(), Instant::now());
        while last.elapsed() < WINDOW + Duration::from_secs(1) {
            if began.elapsed() > Duration::from_secs(90) {
                return Err("the queue does not become empty".into());
            }
            for node in 0..self.nodes.count() {
                if self.receive(&mut caller, node, node, 10) {
                    last = Instant::now();
                }
            }
        }
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = faults.first() {
            return Err(format!("{} answers such as: {fault}", faults.len()).into());
        }
        self.letters.check()?;
        (0..GROUPS).try_for_each(|group| self.check_order(group))
    }

    /// When a message was handed out, all before it had been deleted, or tried to, or came with it.
    fn check_order(&self, group: usize) -> Outcome<()> {
        let all = self.letters.all();
        let mut number = 1;
        while let Some(letter) = all.get(&name(group, number)) {
            let before = all.get(&name(group, number - 1));
            let before = before.ok_or("a message before another is missing")?;
            for hand in &letter.hands {
                let gone = before.deletes.iter().any(|d| d.span.began < hand.ended);
                let with = before.hands.iter().any(|h| h.ended == hand.ended);
                if !gone && !with {
                    let name = name(group, number);
                    return Err(format!("{name} was received before the one before it").into());
                }
            }
            number += 1;
        }
        Ok(())
    }
}

fn name(group: usize, number: usize) -> String {
    format!("{group}/{number}")
}
