//! FIFO topics: their numbers, and what they have seen in the last five minutes.

use crate::limits::DEDUPLICATION_SECONDS;
use crate::publishing::Message;
use crate::publishing::fan_out::Sent;
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the topic's id.
static COUNTERS: Table<u64, Counter> = Table::new("sns_fifo");

/// By topic, window of time, group (where it counts) and deduplication id.
static SEEN: Table<(u64, i64, String, String), Seen> = Table::new("sns_fifo_seen");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

pub const FORGET: &str = "forget";

/// Ids forgotten in one transaction.
const PIECE: usize = 500;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counter {
    last: u64,
    /// The window that a timer forgets.
    window: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Seen {
    id: String,
    sequence: u64,
    at: Timestamp,
}

impl Stored for Counter {
    const VERSION: u32 = 1;
}

impl Stored for Seen {
    const VERSION: u32 = 1;
}

/// Numbers of a topic rise from here.
const FIRST: u64 = 10_000_000_000_000_000_000;

/// A sequence number has twenty digits.
pub fn shown(sequence: u64) -> String {
    (FIRST + sequence * 1_000).to_string()
}

fn window(at: Timestamp) -> i64 {
    at.as_second() / DEDUPLICATION_SECONDS
}

/// Gives a message its number; or says what was said of the same message before.
pub fn number(cx: &mut Cx, found: &Found, message: &mut Message) -> Result<Option<Sent>, AwsError> {
    let topic = found.topic.id;
    let per_group = found
        .topic
        .fifo
        .as_ref()
        .is_some_and(|f| f.throughput_scope == "MessageGroup");
    let group = message
        .group
        .clone()
        .filter(|_| per_group)
        .unwrap_or_default();
    let word = message.deduplication.clone().unwrap_or_default();
    let now = window(message.at);
    for window in [now - 1, now] {
        let key = (topic, window, group.clone(), word.clone());
        let seen = SEEN.get(cx.tx, GLOBAL, &key)?;
        let since = |seen: &Seen| message.at.duration_since(seen.at).as_secs();
        if let Some(seen) = seen.filter(|seen| since(seen) < DEDUPLICATION_SECONDS) {
            return Ok(Some(Sent {
                id: seen.id,
                sequence: Some(shown(seen.sequence)),
            }));
        }
    }
    let mut counter = COUNTERS.get(cx.tx, GLOBAL, &topic)?.unwrap_or_default();
    counter.last += 1;
    if counter.window != now {
        counter.window = now;
        set_forget(cx, topic, now)?;
    }
    COUNTERS.put(cx.tx, GLOBAL, &topic, &counter)?;
    message.sequence = Some(counter.last);
    let seen = Seen {
        id: message.id.clone(),
        sequence: counter.last,
        at: message.at,
    };
    SEEN.put(cx.tx, GLOBAL, &(topic, now, group, word), &seen)?;
    Ok(None)
}

fn set_forget(cx: &mut Cx, topic: u64, window: i64) -> Result<(), AwsError> {
    let end = (window + 2) * DEDUPLICATION_SECONDS;
    let at = Timestamp::from_second(end).map_err(AwsError::internal)?;
    let id = format!("sns forget {topic:016x} {window}");
    let payload = serde_json::json!({ "topic": topic, "window": window });
    cx.timer(at, &id, &format!("sns/{FORGET}"), payload)
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let topic = timer.payload["topic"].as_u64().unwrap_or_default();
    let window = timer.payload["window"].as_i64().unwrap_or_default();
    if remove(cx, Span::prefix(&(topic, window)))? < PIECE {
        return Ok(());
    }
    let id = format!("sns forget {topic:016x} {window}");
    let now = cx.now();
    cx.timer(now, &id, &format!("sns/{FORGET}"), timer.payload.clone())
}

fn remove(cx: &mut Cx, span: Span) -> Result<usize, AwsError> {
    let rows = SEEN.scan(cx.tx, GLOBAL, span, PIECE, false)?;
    for (key, _) in &rows {
        SEEN.delete(cx.tx, GLOBAL, key)?;
    }
    Ok(rows.len())
}

/// The topic is gone; what it has seen goes with its windows.
pub fn forget_topic(cx: &mut Cx, topic: u64) -> Result<(), AwsError> {
    COUNTERS.delete(cx.tx, GLOBAL, &topic)?;
    Ok(())
}
