//! Adding events to a stream, and saying so to whoever waits for them.

use crate::event::chunk::{CHUNKS, Chunk, Event, Packed, pack};
use crate::event::id::Place;
use crate::group::row::Group;
use crate::limits::SECOND;
use crate::metric::emit;
use crate::stream::row::{self, Stream};
use crate::subscription::send::send;
use crate::tail::news::tell;
use haneul_pipeline::{AwsError, Cx};
use std::sync::atomic::{AtomicU64, Ordering};

/// When the last row of this process came, in microseconds: the next comes later, so that events
/// of one time are shown as they came, also while the clock stands.
#[derive(Default)]
struct Last(AtomicU64);

fn moment(cx: &Cx) -> u64 {
    let last = cx.cloud.locals.get::<Last>();
    let now = cx.now().as_microsecond().max(0) as u64;
    let next = |last: u64| Some(now.max(last + 1));
    match last
        .0
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next)
    {
        Ok(before) | Err(before) => now.max(before + 1),
    }
}

/// What those wait on who follow a group.
pub fn channel(group: u64) -> String {
    format!("logs/{group:016x}")
}

/// An event that was added, and where it is.
pub struct Added<'e> {
    pub event: &'e Event,
    pub place: Place,
}

pub fn add(
    cx: &mut Cx,
    group: &Group,
    stream: &mut Stream,
    events: &[Event],
) -> Result<(), AwsError> {
    let (scope, ingested) = (cx.scope(), cx.now().as_millisecond());
    let (mut last, mut added) = (0, Vec::with_capacity(events.len()));
    let (mut left, mut keys) = (events.iter(), Vec::new());
    for pack in pack(events) {
        let key = (
            (group.id, stream.id),
            (pack.first, pack.last),
            (moment(cx), cx.random().u64() as u32, pack.size),
        );
        let chunk = Chunk {
            ingested,
            events: Packed(pack.events),
        };
        CHUNKS.insert(cx.tx, scope, &key, &chunk)?;
        last = pack.last as i64;
        keys.push(key);
        let mine = left.by_ref().take(pack.count).enumerate();
        added.extend(mine.map(|(index, event)| Added {
            event,
            place: Place::new(&key, event.at, index),
        }));
    }
    tell(cx, group.id, &stream.name, keys)?;
    cx.tx.notify(channel(group.id));
    send(cx, group, stream, &added)?;
    emit(cx, group, &added)?;
    note(cx, group, stream, last, ingested)
}

/// Streams are found by the time of their last event: to a second, so that not every batch
/// rewrites the stream.
fn note(
    cx: &mut Cx,
    group: &Group,
    stream: &mut Stream,
    last: i64,
    ingested: i64,
) -> Result<(), AwsError> {
    let known = stream.last_event.unwrap_or(i64::MIN);
    let newer = last.saturating_sub(known) >= SECOND;
    let later = ingested - stream.last_ingested.unwrap_or_default() >= SECOND;
    if !newer && !later {
        return Ok(());
    }
    stream.last_event = Some(known.max(last));
    stream.last_ingested = Some(ingested);
    row::put(cx, group, stream)
}
