//! Out of a stream: each shard from where it was left, parents before children. What the target has
//! and where reading goes on are written after it has it; a batch that fails stays the same until
//! it arrives or is given up.

use super::dead::{self, Why};
use super::event::{self, Event};
use super::filter::Filter;
use super::row::{CHECKPOINTS, Checkpoint, Retry};
use super::send::send;
use super::{Errand, Seen};
use crate::limits::{DOUBLINGS, ROUNDS, SECOND};
use crate::pipe::row::{Batching, Pipe, Position};
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};
use std::collections::HashSet;

struct Stream<'s> {
    errand: &'s Errand,
    pipe: &'s Pipe,
    batching: &'s Batching,
    position: &'s Position,
    filter: Filter,
}

pub async fn drain(
    errand: &Errand,
    pipe: &Pipe,
    batching: &Batching,
    position: &Position,
) -> Result<Seen, AwsError> {
    let stream = Stream {
        errand,
        pipe,
        batching,
        position,
        filter: Filter::of(pipe)?,
    };
    let shards = stream.shards().await?;
    let ids: HashSet<&str> = shards
        .iter()
        .filter_map(|s| s["ShardId"].as_str())
        .collect();
    let mut all = Seen::default();
    for shard in &shards {
        let Some(id) = shard["ShardId"].as_str() else {
            continue;
        };
        if !stream.waits_for_parents(shard, &ids)? {
            all.add(stream.shard(id).await?);
        }
    }
    Ok(all)
}

/// A batch, and whether the shard ends behind it.
struct Batch {
    records: Vec<Json>,
    over: bool,
    /// Nothing is behind it now.
    tip: bool,
}

impl Stream<'_> {
    async fn ask(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.errand
            .ask(self.pipe, "kinesis", operation, input)
            .await
    }

    async fn shards(&self) -> Result<Vec<Json>, AwsError> {
        let mut shards = Vec::new();
        let mut input = json!({"StreamARN": self.pipe.source.arn});
        loop {
            let mut page = self.ask("ListShards", input).await?;
            if let Some(listed) = page["Shards"].as_array_mut() {
                shards.append(listed);
            }
            match page["NextToken"].take() {
                Json::String(next) => input = json!({"NextToken": next}),
                _ => return Ok(shards),
            }
        }
    }

    fn checkpoint(&self, shard: &str) -> Result<Checkpoint, AwsError> {
        self.errand.read(|cx| {
            let key = (self.pipe.id, shard);
            let known = CHECKPOINTS.get(cx.tx, cx.scope(), &key)?;
            Ok(known.unwrap_or_default())
        })
    }

    /// Children come behind their parents.
    fn waits_for_parents(&self, shard: &Json, known: &HashSet<&str>) -> Result<bool, AwsError> {
        for parent in ["ParentShardId", "AdjacentParentShardId"] {
            let Some(parent) = shard[parent].as_str().filter(|id| known.contains(id)) else {
                continue;
            };
            if !self.checkpoint(parent)?.over {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn shard(&self, id: &str) -> Result<Seen, AwsError> {
        let mut all = Seen::default();
        for _ in 0..ROUNDS {
            let known = self.checkpoint(id)?;
            let waits = known.retry.as_ref().map(|retry| retry.at);
            let waits = waits.filter(|at| *at > self.errand.now());
            if known.over || waits.is_some() {
                all.wake_at(waits);
                all.some |= waits.is_some();
                all.more = false;
                return Ok(all);
            }
            let batch = match self.read(id, &known).await {
                Err(error) if error.code == "ProvisionedThroughputExceededException" => {
                    all.some = true;
                    return Ok(all);
                }
                batch => batch?,
            };
            let seen = self.take(id, &known, batch).await?;
            all.add(seen);
            all.more = seen.more;
            if !seen.more {
                break;
            }
        }
        Ok(all)
    }

    async fn read(&self, id: &str, known: &Checkpoint) -> Result<Batch, AwsError> {
        let mut from = json!({"StreamARN": self.pipe.source.arn, "ShardId": id});
        match &known.number {
            Some(number) => {
                from["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
                from["StartingSequenceNumber"] = json!(number);
            }
            None if self.position.start == "TRIM_HORIZON" => {
                from["ShardIteratorType"] = json!("TRIM_HORIZON");
            }
            None => {
                from["ShardIteratorType"] = json!("AT_TIMESTAMP");
                from["Timestamp"] = json!(self.position.since as f64 / 1e6);
            }
        }
        let iterator = self.ask("GetShardIterator", from).await?;
        let input = json!({
            "ShardIterator": iterator["ShardIterator"], "Limit": self.batching.size,
        });
        let mut got = self.ask("GetRecords", input).await?;
        let mut records = match got["Records"].take() {
            Json::Array(records) => records,
            _ => Vec::new(),
        };
        let all = records.len();
        if let Some(retry) = &known.retry {
            let end = records
                .iter()
                .position(|r| r["SequenceNumber"] == retry.end);
            records.truncate(end.map_or(all, |end| end + 1));
        }
        Ok(Batch {
            over: got["NextShardIterator"].is_null() && records.len() == all,
            tip: got["MillisBehindLatest"] == 0 && records.len() == all,
            records,
        })
    }

    async fn take(&self, id: &str, known: &Checkpoint, batch: Batch) -> Result<Seen, AwsError> {
        let now = self.errand.now();
        let records = &batch.records;
        let Some(last) = records.last().and_then(|r| r["SequenceNumber"].as_str()) else {
            return self.nothing(id, known, &batch).await;
        };
        let behind = |some: &[Json], over: bool| Checkpoint {
            number: some
                .last()
                .and_then(|r| r["SequenceNumber"].as_str())
                .map(str::to_owned),
            over,
            waiting: None,
            retry: None,
        };
        let old = records
            .iter()
            .take_while(|record| self.is_old(record, now))
            .count();
        if old > 0 {
            let over = batch.over && old == records.len();
            let next = behind(&records[..old], over);
            self.save(id, known, &next, Some((&records[..old], Why::Age)))
                .await?;
            return Ok(more());
        }
        let end = known.waiting.unwrap_or(now) + self.batching.window * SECOND;
        let full = records.len() as i64 >= self.batching.size;
        if known.retry.is_none() && !full && batch.tip && !batch.over && now < end {
            let waiting = Some(known.waiting.unwrap_or(now));
            let next = Checkpoint {
                waiting,
                ..known.clone()
            };
            self.save(id, known, &next, None).await?;
            return Ok(Seen {
                some: true,
                wake: Some(end),
                ..Seen::default()
            });
        }
        let failures = self.pass(id, known, records).await?;
        let Some(retry) = failures.retry(known, last, now) else {
            self.save(id, known, &behind(records, batch.over), None)
                .await?;
            return Ok(Seen {
                more: !batch.tip || batch.over,
                ..more()
            });
        };
        let most = self.position.most_retries();
        if most.is_some_and(|most| retry.counted > most) {
            let next = behind(records, batch.over);
            self.save(id, known, &next, Some((records, Why::Retries)))
                .await?;
            return Ok(more());
        }
        let wake = Some(retry.at);
        let next = Checkpoint {
            retry: Some(retry),
            waiting: None,
            ..known.clone()
        };
        self.save(id, known, &next, None).await?;
        Ok(Seen {
            some: true,
            wake,
            ..Seen::default()
        })
    }

    /// The end of a shard, or of a batch that the stream keeps no longer.
    async fn nothing(&self, id: &str, known: &Checkpoint, batch: &Batch) -> Result<Seen, AwsError> {
        if !batch.over && known.retry.is_none() && known.waiting.is_none() {
            return Ok(Seen::default());
        }
        let next = Checkpoint {
            number: known.number.clone(),
            over: batch.over,
            waiting: None,
            retry: None,
        };
        self.save(id, known, &next, None).await?;
        Ok(Seen {
            more: batch.over,
            ..Seen::default()
        })
    }

    fn is_old(&self, record: &Json, now: i64) -> bool {
        let age = now - dead::arrival(record).as_microsecond();
        let oldest = self.position.oldest();
        oldest.is_some_and(|oldest| age > oldest * SECOND)
    }

    /// Brings to the target what it does not have already.
    async fn pass(
        &self,
        id: &str,
        known: &Checkpoint,
        records: &[Json],
    ) -> Result<Failures, AwsError> {
        let (arn, region) = (&self.pipe.source.arn, &self.errand.call.region);
        let done = known.retry.as_ref().map(|retry| retry.done.clone());
        let mut done: HashSet<String> = done.into_iter().flatten().collect();
        let mut events: Vec<(String, Event)> = Vec::new();
        for record in records {
            let number = record["SequenceNumber"].as_str().unwrap_or_default();
            let event = event::of_record(record, id, arn, region, &self.pipe.role);
            if !done.contains(number) && self.filter.takes(&event.read) {
                events.push((number.to_owned(), event));
            }
        }
        let wanted: Vec<&Event> = events.iter().map(|(_, event)| event).collect();
        let mut failures = Failures::default();
        if wanted.is_empty() {
            return Ok(failures);
        }
        let sent = match send(self.errand, self.pipe, &wanted).await {
            Ok(sent) => sent,
            Err(error) => vec![Err(error); wanted.len()],
        };
        for ((number, _), outcome) in events.into_iter().zip(sent) {
            match outcome {
                Ok(()) => _ = done.insert(number),
                Err(error) => {
                    failures.some = true;
                    failures.counted |= !error.is_transient();
                }
            }
        }
        failures.done = done.into_iter().collect();
        failures.done.sort();
        Ok(failures)
    }

    /// Writes where reading goes on, unless another node was quicker; and what is given up.
    async fn save(
        &self,
        id: &str,
        known: &Checkpoint,
        next: &Checkpoint,
        buried: Option<(&[Json], Why)>,
    ) -> Result<(), AwsError> {
        let save = self.errand.transact(|cx| {
            let (scope, key) = (cx.scope(), (self.pipe.id, id));
            let current = CHECKPOINTS.get(cx.tx, scope, &key)?.unwrap_or_default();
            if current != *known || self.errand.find(cx)?.is_none() {
                return Ok(());
            }
            if let Some((records, why)) = buried {
                let dead_letter = self.position.dead_letter.as_deref();
                dead::bury(cx, self.pipe, dead_letter, id, records, why)?;
            }
            Ok(CHECKPOINTS.put(cx.tx, scope, &key, next)?)
        });
        save.await
    }
}

fn more() -> Seen {
    Seen {
        some: true,
        more: true,
        ..Seen::default()
    }
}

#[derive(Default)]
struct Failures {
    some: bool,
    /// Something is wrong with what the pipe's owner said, and nothing is broken.
    counted: bool,
    done: Vec<String>,
}

impl Failures {
    fn retry(self, known: &Checkpoint, last: &str, now: i64) -> Option<Retry> {
        if !self.some {
            return None;
        }
        let before = known.retry.clone().unwrap_or_default();
        let attempts = before.attempts.saturating_add(1);
        Some(Retry {
            end: last.to_owned(),
            counted: before.counted + i64::from(self.counted),
            attempts,
            at: now + (SECOND << (attempts - 1).min(DOUBLINGS)),
            done: self.done,
        })
    }
}
