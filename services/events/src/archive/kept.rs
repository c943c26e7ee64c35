//! The events of an archive, in the order of their time.

use super::row::{self, Archive};
use crate::event::Event;
use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Span, Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// By archive, time in microseconds and id.
static KEPT: Table<(String, i64, String), Event> = Table::new("events_kept").sealed();

/// How many there are, in shares so that those who keep one need not wait for each other.
static COUNTS: Table<(String, u8), Count> = Table::new("events_kept_count");

const SHARES: u8 = 16;
/// Taken away in one transaction.
const BATCH: usize = 500;

pub const EXPIRE: &str = "expire-archive";
pub const EMPTY: &str = "empty-archive";

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Count {
    pub events: i64,
    pub bytes: i64,
}

impl Stored for Event {
    const VERSION: u32 = 1;
}

impl Stored for Count {
    const VERSION: u32 = 1;
}

pub fn keep(cx: &mut Cx, place: &Place, archive: &Archive, event: &Event) -> Result<(), AwsError> {
    let key = (
        archive.id.as_str(),
        event.time.as_microsecond(),
        event.id.as_str(),
    );
    KEPT.put(cx.tx, place.scope(), &key, event)?;
    count(cx, place.scope(), &archive.id, event, 1)
}

fn count(
    cx: &mut Cx,
    scope: Scope<'_>,
    archive: &str,
    event: &Event,
    by: i64,
) -> Result<(), AwsError> {
    let share = event.id.bytes().fold(0u8, u8::wrapping_add) % SHARES;
    let mut count = COUNTS
        .get(cx.tx, scope, &(archive, share))?
        .unwrap_or_default();
    count.events += by;
    count.bytes += by * event.shown().to_string().len() as i64;
    Ok(COUNTS.put(cx.tx, scope, &(archive, share), &count)?)
}

pub fn total(cx: &mut Cx, archive: &Archive) -> Result<Count, AwsError> {
    let span = Span::prefix(archive.id.as_str());
    let rows = COUNTS.scan(cx.tx, cx.scope(), span, usize::MAX, false)?;
    Ok(rows
        .into_iter()
        .fold(Count::default(), |sum, (_, count)| Count {
            events: sum.events + count.events,
            bytes: sum.bytes + count.bytes,
        }))
}

/// A few events behind a place, up to a time.
pub fn page(
    cx: &mut Cx,
    archive: &str,
    after: Option<&(i64, String)>,
    from: Timestamp,
    before: Timestamp,
    limit: usize,
) -> Result<Vec<Event>, AwsError> {
    let span = Span::prefix(archive).before(&(archive, before.as_microsecond(), ""));
    let span = match after {
        Some((time, id)) => span.after(&(archive, *time, id.as_str())),
        None => span.from(&(archive, from.as_microsecond(), "")),
    };
    let rows = KEPT.scan(cx.tx, cx.scope(), span, limit, false)?;
    Ok(rows.into_iter().map(|(_, event)| event).collect())
}

/// Looks for what is too old, once a day.
pub fn watch(cx: &mut Cx, archive: &Archive, at: Timestamp) -> Result<(), AwsError> {
    let payload = json!({"name": archive.name, "id": archive.id});
    cx.timer(at, &archive.id, &format!("events/{EXPIRE}"), payload)
}

pub fn expire(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    let found = row::find(cx, said("name"))?.filter(|archive| archive.id == said("id"));
    let Some(archive) = found else {
        return Ok(());
    };
    let mut at = cx.now() + SignedDuration::from_hours(24);
    if archive.retention_days > 0 {
        let kept = SignedDuration::from_hours(24 * archive.retention_days);
        let end = cx.now().checked_sub(kept).unwrap_or(Timestamp::MIN);
        if remove(cx, &archive.id, end)? == BATCH {
            at = cx.now();
        }
    }
    watch(cx, &archive, at)
}

/// Everything, some at a time: the archive is gone.
pub fn drop_all(cx: &mut Cx, archive: &Archive) -> Result<(), AwsError> {
    let now = cx.now();
    let payload = json!({"id": archive.id});
    cx.timer(
        now,
        &format!("{} empty", archive.id),
        &format!("events/{EMPTY}"),
        payload,
    )
}

pub fn empty(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default().to_owned();
    if remove(cx, &id, Timestamp::MAX)? == BATCH {
        let now = cx.now();
        let payload = timer.payload.clone();
        return cx.timer(
            now,
            &format!("{id} empty"),
            &format!("events/{EMPTY}"),
            payload,
        );
    }
    let scope = cx.scope();
    for share in 0..SHARES {
        COUNTS.delete(cx.tx, scope, &(id.as_str(), share))?;
    }
    Ok(())
}

fn remove(cx: &mut Cx, archive: &str, before: Timestamp) -> Result<usize, AwsError> {
    let old = page(cx, archive, None, Timestamp::MIN, before, BATCH)?;
    let scope = cx.scope();
    for event in &old {
        let key = (archive, event.time.as_microsecond(), event.id.as_str());
        KEPT.delete(cx.tx, scope, &key)?;
        count(cx, scope, archive, event, -1)?;
    }
    Ok(old.len())
}
