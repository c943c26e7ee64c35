//! Tumbling windows: what a function says of a batch it is told with the next one of the same window,
//! and once more when the window is over.

use super::Seen;
use super::answer::{self, Answer};
use super::call::{self, Ran};
use super::lane::{Batch, Lane};
use crate::event_source::row::{Progress, Reading, Retry, Window};
use crate::limits;
use bytes::Bytes;
use haneul_feed::arrival;
use haneul_pipeline::AwsError;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// Of a state, in bytes; with one that is larger the window ends early.
const STATE: usize = 1 << 20;

fn start(reading: &Reading, record: &Json) -> i64 {
    let length = reading.tumbling * limits::SECOND;
    let at = arrival(record).as_microsecond();
    at - at.rem_euclid(length.max(1))
}

pub fn end(reading: &Reading, window: &Window) -> i64 {
    window.start + reading.tumbling * limits::SECOND
}

/// How many of these are of the window of the first.
pub fn within(reading: &Reading, records: &[&Json]) -> usize {
    let Some(first) = records.first().filter(|_| reading.tumbling > 0) else {
        return records.len();
    };
    let own = start(reading, first);
    let is_own = |record: &&&Json| start(reading, record) == own;
    records.iter().take_while(is_own).count()
}

pub fn payload(lane: &Lane<'_>, known: &Progress, batch: &Batch<'_>) -> Bytes {
    let records: Vec<&Json> = batch.events.iter().map(|(_, event)| event).collect();
    let mut event = json!({"Records": records});
    if let Some(first) = batch.records.first().filter(|_| lane.reading.tumbling > 0) {
        let open = known.window.clone().unwrap_or_else(|| Window {
            start: start(lane.reading, first),
            state: "{}".to_owned(),
            early: false,
        });
        tell(lane, &mut event, &open, false);
    }
    event.to_string().into()
}

fn tell(lane: &Lane<'_>, event: &mut Json, window: &Window, is_final: bool) {
    let shown = |at: i64| {
        let at = Timestamp::from_microsecond(at).unwrap_or_default();
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    event["window"] =
        json!({"start": shown(window.start), "end": shown(end(lane.reading, window))});
    event["state"] = serde_json::from_str(&window.state).unwrap_or_default();
    event["shardId"] = json!(lane.shard.id);
    event["eventSourceARN"] = json!(lane.shard.source.mapping.source);
    event["isFinalInvokeForWindow"] = json!(is_final);
    event["isWindowTerminatedEarly"] = json!(window.early);
}

/// What is known when a batch is done; nothing, if the function did not say what to keep.
pub fn learn(
    lane: &Lane<'_>,
    batch: &Batch<'_>,
    known: &Progress,
    mut next: Progress,
    ran: &Ran,
) -> Option<Progress> {
    if lane.reading.tumbling == 0 {
        return Some(next);
    }
    let said: Json = serde_json::from_slice(&ran.ended.payload).ok()?;
    let state = said.get("state")?.to_string();
    let start = match &known.window {
        Some(window) => window.start,
        None => start(lane.reading, batch.records.first()?),
    };
    next.window = Some(Window {
        start,
        early: state.len() > STATE,
        state,
    });
    Some(next)
}

/// Ends the window that is open, if the next record is of another, or time is over. Nothing, if it stays.
pub async fn close(
    lane: &Lane<'_>,
    known: &Progress,
    records: &[&Json],
    now: i64,
) -> Result<Option<(Option<Progress>, Seen)>, AwsError> {
    let Some(window) = &known.window else {
        return Ok(None);
    };
    let is_past = match records.first() {
        Some(next) => start(lane.reading, next) != window.start,
        None => lane.page.over || (lane.page.tip && now >= end(lane.reading, window)),
    };
    if !is_past && !window.early {
        return Ok(None);
    }
    let mut event = json!({"Records": []});
    tell(lane, &mut event, window, true);
    let source = lane.shard.source;
    let failed = match call::run(source, event.to_string().into(), None).await {
        Ok(ran) => answer::of(&ran.ended, false, |_| false) != Answer::Done,
        Err(error) if call::is_full(&error) => return wait(lane, known, false).await.map(Some),
        Err(error) => return Err(error),
    };
    let counted = known.retry.as_ref().map_or(0, |retry| retry.counted) + 1;
    let gives_up = lane.reading.retries >= 0 && counted > lane.reading.retries;
    if failed && !gives_up {
        return wait(lane, known, true).await.map(Some);
    }
    let next = Progress {
        window: None,
        retry: None,
        ..known.clone()
    };
    lane.go_on(known, next, None).await.map(Some)
}

async fn wait(
    lane: &Lane<'_>,
    known: &Progress,
    counts: bool,
) -> Result<(Option<Progress>, Seen), AwsError> {
    let before = known.retry.clone().unwrap_or_default();
    let tries = before.tries.saturating_add(1);
    let at = lane.shard.source.now() + limits::pause(tries);
    let next = Progress {
        retry: Some(Retry {
            counted: before.counted + i64::from(counts),
            tries,
            at,
            ..before
        }),
        ..known.clone()
    };
    lane.save(known, &next, None).await?;
    Ok((None, Seen::until(at)))
}
