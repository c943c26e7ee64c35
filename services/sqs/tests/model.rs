//! Queues against a model simple enough to be seen right: nothing is lost, nothing comes early,
//! groups keep their order, repeated sends are dropped.

mod common;

use common::{Queue, text, world};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::HashMap;

const RETENTION: u64 = 400;
const DEDUPLICATION: u64 = 300;
const CASES: u32 = 60;

#[derive(Clone, Debug)]
enum Step {
    Send {
        group: u8,
        body: u8,
        delay: u64,
    },
    Receive {
        most: u64,
        hidden: u64,
    },
    /// Of the messages received so far, by number.
    Delete(usize),
    Change(usize, u64),
    Wait(u64),
    Count,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3u8, 0..6u8, 0..20u64).prop_map(|(group, body, delay)| Step::Send { group, body, delay }),
        4 => (1..=10u64, 0..40u64).prop_map(|(most, hidden)| Step::Receive { most, hidden }),
        3 => (0..40usize).prop_map(Step::Delete),
        2 => (0..40usize, 0..40u64).prop_map(|(n, hidden)| Step::Change(n, hidden)),
        3 => prop_oneof![0..40u64, Just(200)].prop_map(Step::Wait),
        2 => Just(Step::Count),
    ]
}

#[derive(Clone, Debug)]
struct Modelled {
    id: String,
    group: String,
    body: String,
    sent: u64,
    due: u64,
    /// Hidden before this.
    until: u64,
    handle: Option<String>,
}

#[derive(Default)]
struct Model {
    fifo: bool,
    now: u64,
    /// In the order they were sent.
    messages: Vec<Modelled>,
    seen: HashMap<String, (u64, String)>,
    handles: Vec<String>,
}

impl Model {
    fn forget_expired(&mut self) {
        let now = self.now;
        self.messages.retain(|m| now - m.sent < RETENTION);
    }

    fn visible(&self, m: &Modelled) -> bool {
        m.due <= self.now && m.until <= self.now
    }

    fn locked(&self, group: &str) -> bool {
        let flying = |m: &&Modelled| m.group == group && m.until > self.now;
        self.fifo && self.messages.iter().any(|m| flying(&m))
    }

    /// How many messages a receive could give.
    fn ready(&self) -> usize {
        let mut stopped: Vec<&str> = Vec::new();
        let mut ready = 0;
        for m in &self.messages {
            if self.fifo && (stopped.contains(&m.group.as_str()) || self.locked(&m.group)) {
                continue;
            }
            if self.visible(m) {
                ready += 1;
            } else if self.fifo {
                stopped.push(&m.group);
            }
        }
        ready
    }

    fn counts(&self) -> (u64, u64, u64) {
        let of = |wanted: &dyn Fn(&Modelled) -> bool| {
            self.messages.iter().filter(|m| wanted(m)).count() as u64
        };
        let (flying, delayed) = (
            of(&|m| m.until > self.now),
            of(&|m| m.due > self.now && m.until <= self.now),
        );
        (of(&|m| self.visible(m)), flying, delayed)
    }

    async fn run(&mut self, queue: &Queue<'_>, step: Step) {
        self.forget_expired();
        match step {
            Step::Send { group, body, delay } => self.send(queue, group, body, delay).await,
            Step::Receive { most, hidden } => self.receive(queue, most, hidden).await,
            Step::Delete(n) => self.delete(queue, n).await,
            Step::Change(n, hidden) => self.change(queue, n, hidden).await,
            Step::Wait(seconds) => {
                queue.world.seconds(seconds).await;
                self.now += seconds;
            }
            Step::Count => assert_eq!(queue.counts().await, self.counts(), "{:?}", self.messages),
        }
    }

    async fn send(&mut self, queue: &Queue<'_>, group: u8, body: u8, delay: u64) {
        let (group, body) = (format!("g{group}"), format!("b{body}"));
        let mut input = json!({ "MessageBody": body });
        let delay = if self.fifo { 0 } else { delay };
        if self.fifo {
            input["MessageGroupId"] = json!(group);
            input["MessageDeduplicationId"] = json!(body);
        } else {
            input["DelaySeconds"] = json!(delay);
        }
        let id = text(&queue.ok("SendMessage", input).await["MessageId"]);
        if self.fifo {
            if let Some((at, first)) = self.seen.get(&body) {
                if self.now - at < DEDUPLICATION {
                    assert_eq!(&id, first, "a repeated send stands for the first");
                    return;
                }
            }
            self.seen.insert(body.clone(), (self.now, id.clone()));
        }
        self.messages.push(Modelled {
            id,
            group,
            body,
            sent: self.now,
            due: self.now + delay,
            until: 0,
            handle: None,
        });
    }

    async fn receive(&mut self, queue: &Queue<'_>, most: u64, hidden: u64) {
        let ready = self.ready();
        let ask = json!({ "MaxNumberOfMessages": most, "VisibilityTimeout": hidden });
        let got = queue.receive(ask).await;
        // Expired messages that a receive comes across take room from others.
        assert!(got.len() <= ready.min(most as usize));
        assert_eq!(got.is_empty(), ready == 0, "{:?}", self.messages);
        let locked: Vec<bool> = got
            .iter()
            .map(|m| self.locked(&self.find(m).group.clone()))
            .collect();
        assert!(locked.iter().all(|locked| !locked));
        for message in &got {
            let found = self.find(message);
            assert_eq!(json!(found.body), message["Body"]);
            assert!(
                found.due <= self.now && found.until <= self.now,
                "came early"
            );
            if self.fifo {
                self.is_first_of_its_group(message, &got);
            }
        }
        for message in &got {
            let handle = text(&message["ReceiptHandle"]);
            let until = self.now + hidden;
            let id = text(&message["MessageId"]);
            let found = self.messages.iter_mut().find(|m| m.id == id).unwrap();
            found.until = until;
            found.handle = Some(handle.clone());
            self.handles.push(handle);
        }
    }

    fn find(&self, message: &Json) -> &Modelled {
        let id = text(&message["MessageId"]);
        let found = self.messages.iter().find(|m| m.id == id);
        found.expect("only what was sent and not deleted nor expired comes")
    }

    /// Everything sent before it to its group is in the same receive, before it.
    fn is_first_of_its_group(&self, message: &Json, got: &[Json]) {
        let place = |id: &str| got.iter().position(|m| m["MessageId"] == json!(id));
        let own = self.find(message);
        let before = self.messages.iter().take_while(|m| m.id != own.id);
        for earlier in before.filter(|m| m.group == own.group) {
            assert!(place(&earlier.id) < place(&own.id), "out of order");
            assert!(place(&earlier.id).is_some(), "out of order");
        }
    }

    fn holder(&self, handle: &str) -> Option<usize> {
        let is_it = |m: &Modelled| m.handle.as_deref() == Some(handle);
        self.messages.iter().position(is_it)
    }

    async fn delete(&mut self, queue: &Queue<'_>, n: usize) {
        let Some(handle) = self.handles.get(n).cloned() else {
            return;
        };
        let input = queue.with(json!({ "ReceiptHandle": handle }));
        let done = queue.world.call("DeleteMessage", input).await;
        let holder = self.holder(&handle);
        let valid = holder.is_some_and(|at| !self.fifo || self.messages[at].until > self.now);
        if valid {
            done.expect("the newest handle deletes");
            self.messages.remove(holder.unwrap());
        } else if !self.fifo {
            done.expect("standard queues take old handles");
        }
    }

    async fn change(&mut self, queue: &Queue<'_>, n: usize, hidden: u64) {
        let Some(handle) = self.handles.get(n).cloned() else {
            return;
        };
        let input = json!({ "ReceiptHandle": handle, "VisibilityTimeout": hidden });
        let done = queue
            .world
            .call("ChangeMessageVisibility", queue.with(input))
            .await;
        let holder = self
            .holder(&handle)
            .filter(|at| self.messages[*at].until > self.now);
        match holder {
            Some(at) => {
                done.expect("the newest handle changes");
                self.messages[at].until = self.now + hidden;
            }
            None => assert!(done.is_err(), "an old handle changes nothing"),
        }
    }

    /// In the end everything that was not deleted and has not expired still comes, once.
    async fn drain(&mut self, queue: &Queue<'_>) {
        queue.world.seconds(60).await;
        self.now += 60;
        self.forget_expired();
        loop {
            let before = self.messages.len();
            let ask = json!({ "MaxNumberOfMessages": 10 });
            let got = queue.receive(ask).await;
            for message in &got {
                queue.delete(message).await;
                let id = self.find(message).id.clone();
                self.messages.retain(|m| m.id != id);
            }
            if before == self.messages.len() {
                break;
            }
        }
        assert!(self.messages.is_empty(), "lost: {:?}", self.messages);
        assert_eq!(queue.counts().await, (0, 0, 0));
    }
}

async fn check(fifo: bool, steps: Vec<Step>) {
    let world = world().await;
    let mut attributes = json!({ "MessageRetentionPeriod": RETENTION.to_string() });
    if fifo {
        attributes["FifoQueue"] = json!("true");
    }
    let name = if fifo { "jobs.fifo" } else { "jobs" };
    let queue = world.queue(name, attributes).await;
    let mut model = Model {
        fifo,
        ..Model::default()
    };
    for step in steps {
        model.run(&queue, step).await;
    }
    model.drain(&queue).await;
}

fn run(fifo: bool, steps: Vec<Step>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(check(fifo, steps));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn standard_queues(steps in prop::collection::vec(step(), 1..60)) {
        run(false, steps);
    }

    #[test]
    fn fifo_queues(steps in prop::collection::vec(step(), 1..60)) {
        run(true, steps);
    }
}
