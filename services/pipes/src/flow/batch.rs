//! A batch of a shard. One that fails stays the same until it arrives or is given up; or it is halved,
//! where that was asked for.

use super::Seen;
use super::dead::Why;
use super::row::{Checkpoint, Retry};
use super::send::send;
use super::stream::Stream;
use crate::limits::{DOUBLINGS, SECOND};
use crate::pipe::kind_of;
use haneul_feed::event::Origin;
use haneul_feed::{Event, Page, event, number};
use haneul_model::model;
use haneul_pipeline::AwsError;
use serde_json::Value as Json;
use std::collections::HashSet;

pub struct Batch {
    records: Vec<Json>,
    over: bool,
    tip: bool,
}

impl Batch {
    /// The next of a page: the one that failed before, or as many as there are to be.
    pub fn of(page: &mut Page, size: i64, retry: Option<&Retry>) -> Batch {
        let most = page.records.len().min(size.max(1) as usize);
        let end = retry.and_then(|retry| {
            let mut some = page.records.iter().take(most);
            some.position(|record| number(record) == retry.end)
        });
        let records = page.records.drain(..end.map_or(most, |end| end + 1));
        let records = records.collect();
        Batch {
            records,
            over: page.over && page.records.is_empty(),
            tip: page.tip && page.records.is_empty(),
        }
    }

    /// The number of its last record.
    pub fn last(&self) -> Option<String> {
        self.records.last().map(|record| number(record).to_owned())
    }
}

impl Stream<'_> {
    pub async fn take(&self, id: &str, known: &Checkpoint, batch: Batch) -> Result<Seen, AwsError> {
        let now = self.errand.now();
        let records = &batch.records;
        if records.is_empty() {
            return self.nothing(id, known, &batch).await;
        }
        let is_old = |record: &&Json| self.is_old(record, now);
        let old = records.iter().take_while(is_old).count();
        if old > 0 {
            return self.give_up_old(id, known, &batch, old).await;
        }
        let end = known.waiting.unwrap_or(now) + self.batching.window * SECOND;
        let full = records.len() as i64 >= self.batching.size;
        if known.retry.is_none() && !full && batch.tip && !batch.over && now < end {
            let next = Checkpoint {
                waiting: Some(known.waiting.unwrap_or(now)),
                ..known.clone()
            };
            self.save(id, known, &next, None).await?;
            return Ok(later(end));
        }
        let failures = self.pass(id, known, records).await?;
        if !failures.some {
            let next = behind(known, &batch, now);
            let more = !batch.tip || batch.over || next.retry.is_some();
            self.save(id, known, &next, None).await?;
            return Ok(Seen {
                more,
                ..Seen::of_some()
            });
        }
        let retry = failures.retry(known, records, self.position.halved, now);
        let most = self.position.most_retries();
        if most.is_some_and(|most| retry.counted > most) {
            let next = behind(known, &batch, now);
            let left = not_in(&retry.done, records);
            self.save(id, known, &next, Some((&left, Why::Retries)))
                .await?;
            return Ok(Seen::of_some());
        }
        let seen = later(retry.at);
        let next = Checkpoint {
            retry: Some(retry),
            waiting: None,
            ..known.clone()
        };
        self.save(id, known, &next, None).await?;
        Ok(seen)
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
        let age = now - haneul_feed::arrival(record).as_microsecond();
        let oldest = self.position.oldest();
        oldest.is_some_and(|oldest| age > oldest * SECOND)
    }

    /// The first records of a batch; what is behind them stays as it is.
    async fn give_up_old(
        &self,
        id: &str,
        known: &Checkpoint,
        batch: &Batch,
        old: usize,
    ) -> Result<Seen, AwsError> {
        let gone = &batch.records[..old];
        let next = match old == batch.records.len() {
            true => behind(known, batch, self.errand.now()),
            false => Checkpoint {
                number: gone.last().map(|record| number(record).to_owned()),
                ..known.clone()
            },
        };
        let done = known.retry.as_ref().map(|retry| retry.done.as_slice());
        let left = not_in(done.unwrap_or_default(), gone);
        self.save(id, known, &next, Some((&left, Why::Age))).await?;
        Ok(Seen::of_some())
    }

    /// Brings to the target what it does not have already.
    async fn pass(
        &self,
        id: &str,
        known: &Checkpoint,
        records: &[Json],
    ) -> Result<Failures, AwsError> {
        let from = Origin {
            shard: id,
            arn: &self.pipe.source.arn,
            region: &self.errand.call.region,
            role: &self.pipe.role,
        };
        let is_of_table = self.source().is_of_table();
        let done = known.retry.as_ref().map(|retry| retry.done.clone());
        let mut done: HashSet<String> = done.into_iter().flatten().collect();
        let mut events: Vec<(String, Event)> = Vec::new();
        for record in records {
            let event = match is_of_table {
                true => event::of_change(record, from.arn),
                false => event::of_record(record, &from),
            };
            if !done.contains(number(record)) && self.filter.takes(&event.read) {
                events.push((number(record).to_owned(), event));
            }
        }
        let mut failures = Failures::default();
        if events.is_empty() {
            return Ok(failures);
        }
        let wanted: Vec<&Event> = events.iter().map(|(_, event)| event).collect();
        let sent = send(self.errand, self.pipe, &wanted).await?;
        let model = kind_of(&self.pipe.target.arn).and_then(|kind| model(kind.service));
        for ((number, _), outcome) in events.into_iter().zip(sent) {
            match outcome {
                Ok(()) => _ = done.insert(number),
                Err(error) => {
                    failures.some = true;
                    failures.counted |= !error.is_transient(model);
                }
            }
        }
        failures.done = done.into_iter().collect();
        failures.done.sort();
        Ok(failures)
    }
}

fn later(at: i64) -> Seen {
    Seen {
        more: false,
        wake: Some(at),
        ..Seen::of_some()
    }
}

fn not_in<'r>(done: &[String], records: &'r [Json]) -> Vec<&'r Json> {
    let is_left = |record: &&Json| !done.iter().any(|known| known == number(record));
    records.iter().filter(is_left).collect()
}

/// A batch is done with: the other half of it comes next, or whatever there is.
fn behind(known: &Checkpoint, batch: &Batch, now: i64) -> Checkpoint {
    let retry = known.retry.as_ref().and_then(|retry| {
        let mut rest = retry.rest.clone();
        let end = rest.pop()?;
        Some(Retry {
            end,
            rest,
            at: now,
            done: retry.done.clone(),
            ..Retry::default()
        })
    });
    Checkpoint {
        number: batch.last(),
        over: batch.over,
        waiting: None,
        retry,
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
    fn retry(self, known: &Checkpoint, records: &[Json], halved: bool, now: i64) -> Retry {
        let before = known.retry.clone().unwrap_or_default();
        let attempts = before.attempts.saturating_add(1);
        let last = |records: &[Json]| records.last().map(number).unwrap_or_default().to_owned();
        let mut retry = Retry {
            end: last(records),
            rest: before.rest,
            counted: before.counted + i64::from(self.counted),
            attempts,
            at: now + (SECOND << (attempts - 1).min(DOUBLINGS)),
            done: self.done,
        };
        if halved && self.counted && records.len() > 1 {
            // Halving is no retry.
            retry.counted = before.counted;
            retry.rest.push(retry.end);
            retry.end = last(&records[..records.len() / 2]);
        }
        retry
    }
}
