//! Events of a bus: each that was acknowledged comes to the queue of its rule, and a replay that goes
//! on while the cloud is killed brings each archived event once.

use super::queue::Queue;
use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

const BUS: &str = "kill";
const ARCHIVE: &str = "kill";
const REPLAYED: &str = "replayed";
/// Between the times of the events of two rounds: a replay is of one of them.
const ROUND: i64 = 60;
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Default)]
pub struct Events {
    told: Option<Queue>,
    replayed: Option<Queue>,
    /// The time of the events of the first round.
    first: Timestamp,
    round: i64,
    /// The next number; those below have been tried.
    next: u64,
    /// The first number of this round.
    began: u64,
    /// Of this round.
    put: BTreeSet<u64>,
    /// Acknowledged and not there yet.
    missing: BTreeSet<u64>,
    replay: Option<Replay>,
    total: usize,
}

/// What was begun after a round, and looked at after the next.
struct Replay {
    name: String,
    /// Acknowledged.
    put: BTreeSet<u64>,
    /// Tried.
    from: u64,
    to: u64,
}

impl Events {
    fn time(&self) -> Timestamp {
        self.first + SignedDuration::from_secs(self.round * ROUND)
    }

    fn rule(&self, client: &mut Client, name: &str, replayed: bool, queue: &Queue) -> Outcome<()> {
        let pattern = json!({"source": ["kill"], "replay-name": [{"exists": replayed}]});
        let input = json!({
            "Name": name, "EventBusName": BUS, "EventPattern": pattern.to_string(),
        });
        client.events("PutRule", input)?;
        let target = json!({"Id": "1", "Arn": queue.arn, "InputPath": "$.detail.n"});
        let input = json!({"Rule": name, "EventBusName": BUS, "Targets": [target]});
        client.events("PutTargets", input)?;
        Ok(())
    }

    fn check_told(&mut self, client: &mut Client) -> Outcome<()> {
        let Some(queue) = self.told.take() else {
            return Err("there is no queue".into());
        };
        let checked = queue.until(client, |bodies| {
            for body in bodies {
                let number: u64 = body.parse()?;
                if number >= self.next {
                    return Err(format!("event {number} was never put").into());
                }
                self.missing.remove(&number);
            }
            let missing = self.missing.first();
            Ok(missing.map(|number| format!("acknowledged event {number}")))
        });
        self.told = Some(queue);
        checked
    }

    /// What was begun before the kill has been brought to its end.
    fn check_replay(&mut self, client: &mut Client) -> Outcome<()> {
        let (Some(replay), Some(queue)) = (self.replay.take(), &self.replayed) else {
            return Ok(());
        };
        let began = Instant::now();
        loop {
            let named = json!({"ReplayName": replay.name});
            let shown = client.events("DescribeReplay", named)?;
            if shown["State"] == "COMPLETED" {
                break;
            }
            if began.elapsed() > PATIENCE {
                return Err(format!("{} does not end: {shown}", replay.name).into());
            }
            thread::sleep(Duration::from_millis(50));
        }
        let mut seen = BTreeSet::new();
        queue.until(client, |bodies| {
            for body in bodies {
                let number: u64 = body.parse()?;
                if !(replay.from..replay.to).contains(&number) {
                    return Err(format!("event {number} is of another round").into());
                }
                if !seen.insert(number) {
                    return Err(format!("event {number} was replayed twice").into());
                }
            }
            let missing = replay.put.iter().find(|number| !seen.contains(number));
            Ok(missing.map(|number| format!("archived event {number}")))
        })
    }

    /// Of the round that is over; what goes on of it is looked at after the next.
    fn begin_replay(&mut self, client: &mut Client) -> Outcome<()> {
        let Some(queue) = &self.replayed else {
            return Err("there is no queue".into());
        };
        let name = format!("round-{}", self.round);
        let seconds = self.time().as_second();
        let input = json!({
            "ReplayName": name,
            "EventSourceArn": queue.arn_of("events", &format!("archive/{ARCHIVE}")),
            "EventStartTime": seconds, "EventEndTime": seconds + 1,
            "Destination": {"Arn": queue.arn_of("events", &format!("event-bus/{BUS}"))},
        });
        client.events("StartReplay", input)?;
        self.replay = Some(Replay {
            name,
            put: std::mem::take(&mut self.put),
            from: self.began,
            to: self.next,
        });
        self.began = self.next;
        self.round += 1;
        Ok(())
    }
}

impl Load for Events {
    fn name(&self) -> &'static str {
        "events"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        self.first = Timestamp::now() - SignedDuration::from_hours(24);
        let made = client.events("CreateEventBus", json!({"Name": BUS}))?;
        let input = json!({"ArchiveName": ARCHIVE, "EventSourceArn": made["EventBusArn"]});
        client.events("CreateArchive", input)?;
        let service = "events.amazonaws.com";
        let told = Queue::make(client, "kill-told", service)?;
        self.rule(client, "told", false, &told)?;
        let replayed = Queue::make(client, "kill-replayed", service)?;
        self.rule(client, REPLAYED, true, &replayed)?;
        (self.told, self.replayed) = (Some(told), Some(replayed));
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let time = self.time().as_second();
        let count = 1 + chance.below(4) as u64;
        let numbers: Vec<u64> = (self.next..self.next + count).collect();
        self.next += count;
        let entries = numbers.iter().map(|number| {
            json!({
                "Source": "kill", "DetailType": "number", "EventBusName": BUS, "Time": time,
                "Detail": json!({"n": number}).to_string(),
            })
        });
        let input = json!({"Entries": entries.collect::<Vec<_>>()});
        let answer = acknowledged(client.send(&Call::events("PutEvents", &input))?)?;
        let said: Json = serde_json::from_slice(&answer.body)?;
        assert_eq!(said["FailedEntryCount"], 0, "{said}");
        self.total += numbers.len();
        self.put.extend(&numbers);
        self.missing.extend(numbers);
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        self.check_told(client)?;
        self.check_replay(client)?;
        self.begin_replay(client)
    }

    fn acknowledged(&self) -> usize {
        self.total
    }
}
