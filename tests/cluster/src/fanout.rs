//! A FIFO topic and an event bus while nodes are killed: what was acknowledged comes to the queues
//! behind them, each group in its order and once, and a replay brings each archived event once though
//! nodes die on the way.

use crate::caller::{Caller, Said};
use crate::nodes::Nodes;
use crate::{Finding, Outcome, disturb, settings};
use haneul_faults::chance::Chance;
use haneul_faults::client::Call;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const GROUPS: usize = 3;
const TOPIC: &str = "order.fifo";
const BUS: &str = "fanout";
/// How long what was acknowledged may be on its way.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(5);

struct Fanout<'n> {
    nodes: &'n Nodes,
    topic: String,
    behind: Queue,
    told: Queue,
    replayed: Queue,
    over: AtomicBool,
}

struct Queue {
    url: Json,
    arn: String,
}

/// Events by number: tried, and acknowledged.
#[derive(Default)]
struct Put {
    tried: u64,
    acknowledged: BTreeSet<u64>,
}

pub fn run() -> Outcome {
    let mut chance = settings::chance("fanout");
    let nodes = Nodes::over(haneul_testkit_postgres::shared(), "fanout")?;
    let began = jiff::Timestamp::now().as_second() - 1;
    let fanout = Fanout::new(&nodes)?;
    let end = Instant::now() + settings::load();
    let (kills, published, put) = thread::scope(|scope| {
        let senders: Vec<_> = (0..GROUPS)
            .map(|group| {
                let (fanout, mut chance) = (&fanout, chance.fork());
                scope.spawn(move || fanout.publish_all(group, &mut chance))
            })
            .collect();
        let (putter, mut forked) = (&fanout, chance.fork());
        let putter = scope.spawn(move || putter.put_all(&mut forked));
        let kills = disturb::kill_until(&nodes, &mut chance, end);
        fanout.over.store(true, Ordering::SeqCst);
        let published: Outcome<Vec<u64>> = senders
            .into_iter()
            .map(|sender| sender.join().map_err(|_| "a sender panicked")?)
            .collect();
        let put = putter.join().map_err(|_| "a putter panicked")?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>((kills?, published?, put))
    })?;
    fanout.check_topic(&published)?;
    fanout.told.check(&nodes, &put, "event")?;
    let more = fanout.replay(&mut chance, began, &put)?;
    nodes.check_health()?;
    Ok(Finding::Held(format!(
        "{} kills; {} messages of {GROUPS} groups in order and once; {} events told, and replayed once over {more} more kills",
        kills.count,
        published.iter().sum::<u64>(),
        put.acknowledged.len(),
    )))
}

impl<'n> Fanout<'n> {
    fn new(nodes: &'n Nodes) -> Outcome<Fanout<'n>> {
        let caller = &mut nodes.caller();
        let behind = Queue::make(caller, "behind.fifo", "sns.amazonaws.com")?;
        let told = Queue::make(caller, "told", "events.amazonaws.com")?;
        let replayed = Queue::make(caller, "replayed", "events.amazonaws.com")?;
        let topic = behind.arn_of("sns", TOPIC);
        let fifo = [
            ("Name", TOPIC),
            ("Attributes.entry.1.key", "FifoTopic"),
            ("Attributes.entry.1.value", "true"),
        ];
        caller.expect(0, &Call::sns("CreateTopic", &fifo))?;
        let subscription = [
            ("TopicArn", topic.as_str()),
            ("Protocol", "sqs"),
            ("Endpoint", behind.arn.as_str()),
            ("Attributes.entry.1.key", "RawMessageDelivery"),
            ("Attributes.entry.1.value", "true"),
        ];
        caller.expect(0, &Call::sns("Subscribe", &subscription))?;
        let bus = told.arn_of("events", &format!("event-bus/{BUS}"));
        events(caller, "CreateEventBus", json!({"Name": BUS}))?;
        let archive = json!({"ArchiveName": BUS, "EventSourceArn": bus});
        events(caller, "CreateArchive", archive)?;
        for (name, again, queue) in [("told", false, &told), ("replayed", true, &replayed)] {
            let pattern = json!({"source": ["fanout"], "replay-name": [{"exists": again}]});
            let rule = json!({
                "Name": name, "EventBusName": BUS, "EventPattern": pattern.to_string(),
            });
            events(caller, "PutRule", rule)?;
            let target = json!({"Id": "1", "Arn": queue.arn, "InputPath": "$.detail.n"});
            let targets = json!({"Rule": name, "EventBusName": BUS, "Targets": [target]});
            events(caller, "PutTargets", targets)?;
        }
        Ok(Fanout {
            nodes,
            topic,
            behind,
            told,
            replayed,
            over: AtomicBool::new(false),
        })
    }

    /// One after the other, each until it is acknowledged; how many.
    fn publish_all(&self, group: usize, chance: &mut Chance) -> Outcome<u64> {
        let mut caller = self.nodes.caller();
        let mut number = 0;
        while !self.over.load(Ordering::SeqCst) {
            let body = format!("{group} {number}");
            let (group, once) = (group.to_string(), body.replace(' ', "-"));
            let call = Call::sns(
                "Publish",
                &[
                    ("TopicArn", &self.topic),
                    ("Message", &body),
                    ("MessageGroupId", &group),
                    ("MessageDeduplicationId", &once),
                ],
            );
            let began = Instant::now();
            let mut node = chance.below(self.nodes.count());
            loop {
                if began.elapsed() > PATIENCE {
                    return Err(format!("{body} is never acknowledged").into());
                }
                let said = caller.call(node, &call).said;
                if let Some(fault) = said.fault() {
                    return Err(format!("publishing is answered by {fault}").into());
                }
                if matches!(said, Said::Yes(_)) {
                    break;
                }
                node = (node + 1) % self.nodes.count();
                thread::sleep(PAUSE);
            }
            number += 1;
        }
        Ok(number)
    }

    /// Each is tried once: an event that is put twice is another one.
    fn put_all(&self, chance: &mut Chance) -> Put {
        let mut caller = self.nodes.caller();
        let mut put = Put::default();
        while !self.over.load(Ordering::SeqCst) {
            let number = put.tried;
            put.tried += 1;
            let input = json!({"Entries": [{
                "Source": "fanout", "DetailType": "number", "EventBusName": BUS,
                "Detail": json!({"n": number}).to_string(),
            }]});
            let node = chance.below(self.nodes.count());
            match caller.call(node, &Call::events("PutEvents", &input)).said {
                Said::Yes(said) if said["FailedEntryCount"] == 0 => {
                    put.acknowledged.insert(number);
                }
                _ => thread::sleep(PAUSE),
            }
        }
        put
    }

    fn check_topic(&self, published: &[u64]) -> Outcome<()> {
        let mut next: BTreeMap<String, u64> = BTreeMap::new();
        let all: u64 = published.iter().sum();
        let mut came = 0;
        self.behind.until(self.nodes, |bodies| {
            for body in bodies {
                let (group, number) = body.split_once(' ').unwrap_or_default();
                let number: u64 = number.parse()?;
                let expected = next.entry(group.to_owned()).or_default();
                if number != *expected {
                    return Err(format!("group {group}: {number} came for {expected}").into());
                }
                *expected += 1;
                came += 1;
            }
            Ok((came < all).then(|| format!("{} of {all} messages", all - came)))
        })
    }

    /// Of everything, while nodes die.
    fn replay(&self, chance: &mut Chance, began: i64, put: &Put) -> Outcome<usize> {
        let caller = &mut self.nodes.caller();
        let input = json!({
            "ReplayName": BUS,
            "EventSourceArn": self.told.arn_of("events", &format!("archive/{BUS}")),
            "EventStartTime": began, "EventEndTime": jiff::Timestamp::now().as_second() + 1,
            "Destination": {"Arn": self.told.arn_of("events", &format!("event-bus/{BUS}"))},
        });
        events(caller, "StartReplay", input)?;
        let end = Instant::now() + settings::load() / 2;
        let kills = disturb::kill_until(self.nodes, chance, end)?;
        self.replayed.check(self.nodes, put, "archived event")?;
        let shown = events(caller, "DescribeReplay", json!({"ReplayName": BUS}))?;
        match shown["State"].as_str() {
            Some("COMPLETED") => Ok(kills.count),
            _ => Err(format!("the replay is not over: {shown}").into()),
        }
    }
}

fn events(caller: &mut Caller<'_>, operation: &str, input: Json) -> Outcome<Json> {
    caller.expect(0, &Call::events(operation, &input))
}

impl Queue {
    /// One that a service may send to.
    fn make(caller: &mut Caller<'_>, name: &str, service: &str) -> Outcome<Queue> {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": service},
            "Action": "sqs:SendMessage", "Resource": "*",
        }});
        let mut attributes = json!({"VisibilityTimeout": "600", "Policy": policy.to_string()});
        if name.ends_with(".fifo") {
            attributes["FifoQueue"] = json!("true");
        }
        let input = json!({"QueueName": name, "Attributes": attributes});
        let url = caller.expect(0, &Call::sqs("CreateQueue", &input))?["QueueUrl"].clone();
        let input = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
        let got = caller.expect(0, &Call::sqs("GetQueueAttributes", &input))?;
        let arn = got["Attributes"]["QueueArn"].as_str().unwrap_or_default();
        Ok(Queue {
            url,
            arn: arn.to_owned(),
        })
    }

    /// The same of another service's resource in the account and Region.
    fn arn_of(&self, service: &str, resource: &str) -> String {
        let parts: Vec<&str> = self.arn.split(':').collect();
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        format!("arn:aws:{service}:{}:{}:{resource}", part(3), part(4))
    }

    /// Every number that was acknowledged is there, and none twice.
    fn check(&self, nodes: &Nodes, put: &Put, what: &str) -> Outcome<()> {
        let mut seen = BTreeSet::new();
        self.until(nodes, |bodies| {
            for body in bodies {
                let number: u64 = body.parse()?;
                if number >= put.tried || !seen.insert(number) {
                    return Err(format!("{what} {number} came twice, or was never put").into());
                }
            }
            let missing = put.acknowledged.iter().find(|n| !seen.contains(n));
            Ok(missing.map(|number| format!("{what} {number}")))
        })
    }

    /// Takes what comes, in its order, until `take` says that nothing is missing any more.
    fn until(
        &self,
        nodes: &Nodes,
        mut take: impl FnMut(Vec<String>) -> Outcome<Option<String>>,
    ) -> Outcome<()> {
        let caller = &mut nodes.caller();
        let began = Instant::now();
        loop {
            let Some(missing) = take(self.drain(caller)?)? else {
                return Ok(());
            };
            if began.elapsed() > PATIENCE {
                return Err(format!("{missing} is lost").into());
            }
            thread::sleep(PAUSE);
        }
    }

    fn drain(&self, caller: &mut Caller<'_>) -> Outcome<Vec<String>> {
        let mut bodies = Vec::new();
        loop {
            let input = json!({"QueueUrl": self.url, "MaxNumberOfMessages": 10});
            let got = caller.expect(0, &Call::sqs("ReceiveMessage", &input))?;
            let Some(messages) = got["Messages"].as_array().filter(|m| !m.is_empty()) else {
                return Ok(bodies);
            };
            let mut entries = Vec::new();
            for (at, message) in messages.iter().enumerate() {
                bodies.push(message["Body"].as_str().unwrap_or_default().to_owned());
                let handle = &message["ReceiptHandle"];
                entries.push(json!({"Id": at.to_string(), "ReceiptHandle": handle}));
            }
            let input = json!({"QueueUrl": self.url, "Entries": entries});
            caller.expect(0, &Call::sqs("DeleteMessageBatch", &input))?;
        }
    }
}
