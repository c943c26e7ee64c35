//! One lane of a shard: the records of its own keys, in their order. A batch that fails stays the same
//! until the function is done with it or it is given up; or it is halved, where that was asked for.

use super::Seen;
use super::answer::{self, Answer};
use super::call::{self, Ran};
use super::dead::{Letter, Why};
use super::stream::Shard;
use super::window;
use crate::event_source::row::{PROGRESS, Progress, Reading, Retry};
use crate::invocation::job::SYNCHRONOUS;
use crate::limits;
use crate::measure;
use bytes::Bytes;
use haneul_feed::event::{self, Event, Origin};
use haneul_feed::{Page, arrival, is_before, number};
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};

pub struct Lane<'l> {
    pub shard: &'l Shard<'l>,
    pub reading: &'l Reading,
    /// Of this lane.
    pub number: u8,
    pub page: &'l Page,
    pub is_of_table: bool,
}

/// A batch, and what the function gets of it.
pub struct Batch<'r> {
    pub records: &'r [&'r Json],
    /// Those that pass the filter, by their sequence numbers.
    pub events: Vec<(String, Json)>,
}

impl Lane<'_> {
    pub async fn go(&self, mut known: Progress) -> Result<Seen, AwsError> {
        let records = self.own();
        loop {
            let behind = |record: &&&Json| {
                let done = known.number.as_deref();
                done.is_some_and(|done| !is_before(done, number(record)))
            };
            let at = records.iter().take_while(behind).count();
            let (next, seen) = self.step(&known, &records[at..]).await?;
            match next {
                Some(next) => known = next,
                None => return Ok(seen),
            }
        }
    }

    fn own(&self) -> Vec<&Json> {
        let records = self.page.records.iter();
        let is_own = |record: &&Json| {
            self.reading.lanes <= 1
                || hash(&self.key(record)) % u64::from(self.reading.lanes) == u64::from(self.number)
        };
        records.filter(is_own).collect()
    }

    /// What keeps its order: a partition key, or an item.
    fn key(&self, record: &Json) -> String {
        match self.is_of_table {
            true => record["dynamodb"]["Keys"].to_string(),
            false => record["PartitionKey"].to_string(),
        }
    }

    /// The next batch of these. What is known then, if it goes on at once.
    async fn step(
        &self,
        known: &Progress,
        records: &[&Json],
    ) -> Result<(Option<Progress>, Seen), AwsError> {
        let (source, now) = (self.shard.source, self.shard.source.now());
        if let Some(done) = window::close(self, known, records, now).await? {
            return Ok(done);
        }
        if records.is_empty() {
            return self.end(known).await;
        }
        let is_old = |record: &&&Json| {
            let age = now - arrival(record).as_microsecond();
            self.reading.age >= 0 && age > self.reading.age * limits::SECOND
        };
        let old = records.iter().take_while(is_old).count();
        if old > 0 {
            return self.give_up_old(known, &records[..old]).await;
        }
        let batch = self.batch(known, records);
        let size = source.mapping.size;
        let whole = batch.records.len() == records.len() && (records.len() as i64) < size;
        let end = known.waiting.unwrap_or(now) + source.mapping.window * limits::SECOND;
        if known.retry.is_none() && whole && self.page.tip && !self.page.over && now < end {
            let next = Progress {
                waiting: Some(known.waiting.unwrap_or(now)),
                ..known.clone()
            };
            self.save(known, &next, None).await?;
            return Ok((None, Seen::until(end)));
        }
        if known.retry.is_none() && !source.mapping.filters.is_empty() {
            let out = batch.records.len() - batch.events.len();
            source.count(&measure::FILTERED_OUT, out);
        }
        if batch.events.is_empty() {
            let next = self.behind(known, &batch);
            return self.go_on(known, next, None).await;
        }
        let payload = window::payload(self, known, &batch);
        let ran = match call::run(source, payload.clone(), None).await {
            Ok(ran) => ran,
            Err(error) => {
                if !call::is_full(&error) {
                    source.count(&measure::FAILED_INVOKE, batch.events.len());
                    source.problem(&error).await?;
                }
                return self.wait(known, &batch, now).await;
            }
        };
        source.count(&measure::INVOKED, batch.events.len());
        if let Some(last) = batch.records.last() {
            source.age(arrival(last).as_microsecond());
        }
        let is_known = |said: &str| batch.events.iter().any(|(number, _)| number == said);
        match answer::of(&ran.ended, source.mapping.partial, is_known) {
            Answer::Failed => self.failed(known, &batch, 0, (&ran, payload)).await,
            Answer::But(failed) => {
                let first = batch
                    .records
                    .iter()
                    .position(|r| failed.contains(number(r)));
                let first = first.unwrap_or_default();
                self.failed(known, &batch, first, (&ran, payload)).await
            }
            Answer::Done => {
                let next = self.behind(known, &batch);
                match window::learn(self, &batch, known, next, &ran) {
                    Some(next) => {
                        source.count(&measure::FAILED_INVOKE, 0);
                        self.go_on(known, next, None).await
                    }
                    None => self.failed(known, &batch, 0, (&ran, payload)).await,
                }
            }
        }
    }

    /// All records of the page are done with.
    async fn end(&self, known: &Progress) -> Result<(Option<Progress>, Seen), AwsError> {
        let last = self.page.records.back().map(number);
        let mut next = Progress {
            over: self.page.over,
            waiting: None,
            retry: None,
            ..known.clone()
        };
        if let Some(last) = last {
            let further = known
                .number
                .as_deref()
                .is_none_or(|done| is_before(done, last));
            if further {
                next.number = Some(last.to_owned());
            }
        }
        let mut seen = Seen::default();
        if let Some(window) = &known.window {
            seen.wake = Some(window::end(self.reading, window));
        }
        if next != *known {
            self.save(known, &next, None).await?;
        }
        Ok((None, seen))
    }

    /// As many as there are to be: of one that failed before, the same again.
    fn batch<'r>(&self, known: &Progress, records: &'r [&'r Json]) -> Batch<'r> {
        let most = records
            .len()
            .min(self.shard.source.mapping.size.max(1) as usize);
        let most = window::within(self.reading, &records[..most]);
        let retry = known.retry.as_ref();
        let end = retry.and_then(|retry| {
            let mut some = records[..most].iter();
            some.position(|record| number(record) == retry.end)
        });
        let most = end.map_or(most, |end| end + 1);
        let (mut events, mut bytes, mut count) = (Vec::new(), limits::AROUND, 0);
        for record in &records[..most] {
            let event = self.event(record);
            if self.shard.source.filter.takes(&event.read) {
                bytes += event.plain.to_string().len() + 1;
                if bytes > SYNCHRONOUS && count > 0 {
                    break;
                }
                events.push((number(record).to_owned(), event.plain));
            }
            count += 1;
        }
        Batch {
            records: &records[..count],
            events,
        }
    }

    fn event(&self, record: &Json) -> Event {
        let source = self.shard.source;
        if self.is_of_table {
            return event::of_change(record, &source.mapping.source);
        }
        let from = Origin {
            shard: self.shard.id,
            arn: &source.mapping.source,
            region: &source.work.call.region,
            role: &source.role,
        };
        event::of_record_apart(record, &from)
    }

    /// A batch is done with: the other half of it comes next, or whatever there is.
    fn behind(&self, known: &Progress, batch: &Batch<'_>) -> Progress {
        let retry = known.retry.as_ref().and_then(|retry| {
            let mut rest = retry.rest.clone();
            Some(Retry {
                end: rest.pop()?,
                rest,
                at: self.shard.source.now(),
                ..Retry::default()
            })
        });
        Progress {
            number: batch.records.last().map(|record| number(record).to_owned()),
            waiting: None,
            retry,
            ..known.clone()
        }
    }

    /// There was no room, or something of ours failed: that counts for nobody.
    async fn wait(
        &self,
        known: &Progress,
        batch: &Batch<'_>,
        now: i64,
    ) -> Result<(Option<Progress>, Seen), AwsError> {
        let before = known.retry.clone().unwrap_or_default();
        let tries = before.tries.saturating_add(1);
        let last = batch.records.last().map(|record| number(record).to_owned());
        let at = now + limits::pause(tries);
        let next = Progress {
            retry: Some(Retry {
                end: last.unwrap_or_default(),
                tries,
                at,
                ..before
            }),
            waiting: None,
            ..known.clone()
        };
        self.save(known, &next, None).await?;
        Ok((None, Seen::until(at)))
    }

    /// The function failed at the record of this place; those before it are done.
    async fn failed(
        &self,
        known: &Progress,
        batch: &Batch<'_>,
        first: usize,
        (ran, payload): (&Ran, Bytes),
    ) -> Result<(Option<Progress>, Seen), AwsError> {
        let now = self.shard.source.now();
        let mut next = known.clone();
        next.waiting = None;
        let mut retry = next.retry.take().unwrap_or_default();
        if first > 0 {
            next.number = batch.records.get(first - 1).map(|r| number(r).to_owned());
            (retry.counted, retry.tries) = (0, 0);
        }
        let left = batch.records.get(first..).unwrap_or_default();
        let failed = left.first().map_or(0, |first| {
            let events = batch.events.iter();
            let is_done = |event: &&(String, Json)| is_before(&event.0, number(first));
            batch.events.len() - events.take_while(is_done).count()
        });
        let source = self.shard.source;
        source.count(&measure::FAILED_INVOKE, failed);
        let last = left.last().map(|record| number(record).to_owned());
        retry.end = last.unwrap_or_default();
        if self.reading.halves && left.len() > 1 {
            // Halving is no retry. What the function named begins a batch of its own.
            if first == 0 {
                let middle = left.get(left.len() / 2 - 1).map(|r| number(r).to_owned());
                let end = std::mem::replace(&mut retry.end, middle.unwrap_or_default());
                retry.rest.push(end);
            }
            retry.at = now;
            next.retry = Some(retry);
            return self.go_on(known, next, None).await;
        }
        retry.counted += 1;
        if self.reading.retries >= 0 && retry.counted > self.reading.retries {
            let letter = Letter {
                lane: self,
                records: left,
                ran: Some(ran),
                tries: retry.counted,
                payload,
                why: Why::Retries,
            };
            next.retry = Some(retry);
            let next = self.behind(&next, batch);
            return self.go_on(known, next, Some(letter)).await;
        }
        retry.tries = retry.tries.saturating_add(1);
        retry.at = now + limits::pause(retry.tries);
        let at = retry.at;
        next.retry = Some(retry);
        self.save(known, &next, None).await?;
        Ok((None, Seen::until(at)))
    }

    async fn give_up_old(
        &self,
        known: &Progress,
        old: &[&Json],
    ) -> Result<(Option<Progress>, Seen), AwsError> {
        let last = old.last().map(|record| number(record).to_owned());
        let mut next = Progress {
            number: last,
            waiting: None,
            ..known.clone()
        };
        // The rest of a batch that failed stays together.
        let ended = |retry: &Retry| old.iter().any(|record| number(record) == retry.end);
        next.retry = next.retry.filter(|retry| !ended(retry));
        let records = old.iter().map(|record| self.event(record).plain);
        let records: Vec<Json> = records.collect();
        let letter = Letter {
            lane: self,
            records: old,
            ran: None,
            tries: known.retry.as_ref().map_or(0, |retry| retry.counted),
            payload: json!({"Records": records}).to_string().into(),
            why: Why::Age,
        };
        self.go_on(known, next, Some(letter)).await
    }

    pub async fn go_on(
        &self,
        known: &Progress,
        next: Progress,
        letter: Option<Letter<'_>>,
    ) -> Result<(Option<Progress>, Seen), AwsError> {
        self.save(known, &next, letter).await?;
        Ok((Some(next), Seen::default()))
    }

    /// Writes where reading goes on, and what is given up; unless somebody else reads meanwhile.
    pub async fn save(
        &self,
        known: &Progress,
        next: &Progress,
        letter: Option<Letter<'_>>,
    ) -> Result<(), AwsError> {
        let source = self.shard.source;
        if let Some(letter) = &letter {
            letter.store().await?;
        }
        let key = (
            source.mapping.uuid.clone(),
            self.shard.id.to_owned(),
            self.number,
        );
        let save = source.work.transact(|cx| {
            let scope = cx.scope();
            let current = PROGRESS.get(cx.tx, scope, &key)?.unwrap_or_default();
            if current != *known || !source.is_ours(cx)? {
                return Ok(false);
            }
            if let Some(letter) = &letter {
                letter.send(cx)?;
            }
            PROGRESS.put(cx.tx, scope, &key, next)?;
            Ok(true)
        });
        match save.await? {
            true => {
                if let Some(letter) = letter.filter(|_| self.reading.on_failure.is_none()) {
                    source.count(&measure::DROPPED, letter.records.len());
                }
                Ok(())
            }
            false => Err(AwsError::internal("the shard is read by another process")),
        }
    }
}

/// FNV-1a, the same in every version: the lane of a key must not change.
fn hash(key: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    key.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_keep_their_lane() {
        assert_eq!(super::hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(super::hash("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
