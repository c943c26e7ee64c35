//! Lines on their way to the store.

use crate::blobs::GLOBAL;
use crate::bucket::Bucket;
use futures_util::future::BoxFuture;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::ids;
use haneul_store::{Span, Stored, Table, Tx};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// By the partition, the bucket's name, when they were written (in microseconds), and an id.
static LINES: Table<(String, String, i64, String), Lines> = Table::new("s3_access_log");

/// Lines of one bucket that were written together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    pub bucket_id: String,
    /// Each with the moment of its request.
    pub lines: Vec<(Timestamp, String)>,
}

impl Stored for Lines {
    const VERSION: u32 = 1;
}

/// The bucket that a line is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub partition: String,
    pub bucket: String,
    pub bucket_id: String,
}

/// Written at once instead of within the second.
const SOON: usize = 1 << 20;
/// Beyond this, lines are dropped: there is a store that cannot write.
const MOST: usize = 16 << 20;
/// Bytes of one row.
const ROW: usize = 256 << 10;

#[derive(Default)]
struct Buffer(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    lines: HashMap<Place, Vec<(Timestamp, String)>>,
    bytes: usize,
}

pub fn push(cloud: &Cloud, place: &Place, at: Timestamp, line: String) {
    let buffer = cloud.locals.get::<Buffer>();
    let mut waiting = buffer.0.lock();
    if waiting.bytes > MOST {
        return;
    }
    let before = waiting.bytes / SOON;
    waiting.bytes += line.len();
    let soon = waiting.bytes / SOON > before;
    match waiting.lines.get_mut(place) {
        Some(lines) => lines.push((at, line)),
        None => _ = waiting.lines.insert(place.clone(), vec![(at, line)]),
    }
    drop(waiting);
    if soon {
        let cloud = cloud.clone();
        tokio::spawn(async move {
            if let Err(error) = write(&cloud, &buffer).await {
                tracing::warn!("lines of access logs wait in memory: {error}");
            }
        });
    }
}

/// Writes what waits, if something does.
pub fn flush(cloud: &Cloud) -> Option<BoxFuture<'static, Result<(), AwsError>>> {
    let buffer = cloud.locals.get::<Buffer>();
    if buffer.0.lock().lines.is_empty() {
        return None;
    }
    let cloud = cloud.clone();
    Some(Box::pin(async move { write(&cloud, &buffer).await }))
}

async fn write(cloud: &Cloud, buffer: &Arc<Buffer>) -> Result<(), AwsError> {
    let taken = std::mem::take(&mut *buffer.0.lock());
    let now = cloud.clock.now();
    let mut rest: Vec<(Place, Vec<(Timestamp, String)>)> = taken.lines.into_iter().collect();
    while let Some((place, lines)) = rest.pop() {
        if let Err(error) = write_lines(cloud, &place, &lines, now).await {
            rest.push((place, lines));
            give_back(buffer, rest);
            return Err(error);
        }
    }
    Ok(())
}

async fn write_lines(
    cloud: &Cloud,
    place: &Place,
    lines: &[(Timestamp, String)],
    now: Timestamp,
) -> Result<(), AwsError> {
    let rows = rows(lines);
    let ids: Vec<String> = rows.iter().map(|_| ids::uuid(&cloud.random)).collect();
    let write = |tx: &mut Tx| {
        for (row, id) in rows.iter().zip(&ids) {
            let key = (
                place.partition.as_str(),
                place.bucket.as_str(),
                now.as_microsecond(),
                id.as_str(),
            );
            let lines = Lines {
                bucket_id: place.bucket_id.clone(),
                lines: row.to_vec(),
            };
            LINES.put(tx, GLOBAL, &key, &lines)?;
        }
        Ok::<_, AwsError>(())
    };
    cloud.store.transact(write).await
}

/// A line that commits with what it tells of.
pub fn append(cx: &mut Cx, bucket: &Bucket, line: String) -> Result<(), AwsError> {
    let (partition, now) = (cx.partition(), cx.now());
    let id = ids::uuid(cx.random());
    let key = (
        partition,
        bucket.name.as_str(),
        now.as_microsecond(),
        id.as_str(),
    );
    let lines = Lines {
        bucket_id: bucket.id.clone(),
        lines: vec![(now, line)],
    };
    Ok(LINES.put(cx.tx, GLOBAL, &key, &lines)?)
}

/// So many lines a row that it stays small.
fn rows(lines: &[(Timestamp, String)]) -> Vec<&[(Timestamp, String)]> {
    let mut rows = Vec::new();
    let (mut begin, mut bytes) = (0, 0);
    for (at, (_, line)) in lines.iter().enumerate() {
        if bytes > 0 && bytes + line.len() > ROW {
            rows.push(&lines[begin..at]);
            (begin, bytes) = (at, 0);
        }
        bytes += line.len();
    }
    rows.push(&lines[begin..]);
    rows
}

fn give_back(buffer: &Buffer, rest: Vec<(Place, Vec<(Timestamp, String)>)>) {
    let mut waiting = buffer.0.lock();
    for (place, mut lines) in rest {
        waiting.bytes += lines.iter().map(|(_, line)| line.len()).sum::<usize>();
        let own = waiting.lines.entry(place).or_default();
        lines.append(own);
        *own = lines;
    }
}

pub type Row = ((String, String, i64, String), Lines);

/// Rows that are read together, and what becomes one object.
const PAGE: usize = 32;
const OBJECT_ROWS: usize = 2_000;
const OBJECT_BYTES: usize = 8 << 20;

/// The first rows there are behind a bucket, all of one bucket; and whether it may have more.
pub fn next(tx: &mut Tx, after: Option<&(String, String)>) -> Result<(Vec<Row>, bool), AwsError> {
    let mut span = Span::all();
    if let Some((partition, bucket)) = after {
        span = span.after_prefix(&(partition.as_str(), bucket.as_str()));
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut bytes = 0;
    while rows.len() < OBJECT_ROWS && bytes < OBJECT_BYTES {
        let page = LINES.scan(tx, GLOBAL, span.clone(), PAGE, false)?;
        let is_last = page.len() < PAGE;
        for row in page {
            if rows.first().is_some_and(|first| !same_bucket(first, &row)) {
                return Ok((rows, false));
            }
            let lines = row.1.lines.iter();
            bytes += lines.map(|(_, line)| line.len()).sum::<usize>();
            rows.push(row);
        }
        if is_last {
            return Ok((rows, false));
        }
        if let Some(((partition, bucket, at, id), _)) = rows.last() {
            let last = (partition.as_str(), bucket.as_str(), *at, id.as_str());
            span = span.after(&last);
        }
    }
    Ok((rows, true))
}

fn same_bucket(one: &Row, other: &Row) -> bool {
    let ((partition, bucket, ..), _) = one;
    other.0.0 == *partition && other.0.1 == *bucket
}

pub fn remove(tx: &mut Tx, rows: &[Row]) -> Result<(), AwsError> {
    for ((partition, bucket, at, id), _) in rows {
        let key = (partition.as_str(), bucket.as_str(), *at, id.as_str());
        LINES.delete(tx, GLOBAL, &key)?;
    }
    Ok(())
}
