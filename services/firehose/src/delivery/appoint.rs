//! Taking records, and appointing the errand that delivers them.

use super::row::BUFFERS;
use crate::errors;
use crate::limits::{RECORD_BYTES, SECOND};
use crate::measure;
use crate::record::buffer::{self, Room};
use crate::stream::row::{self, Stream};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
use parking_lot::Mutex;
use serde_json::json;
use std::collections::HashMap;

/// The errand's name.
pub const DELIVER: &str = "deliver";

/// Its name where the stream goes to a URL or by way of a function, which may take its time to answer.
pub const POST: &str = "post";

/// How many bytes each stream took since it was last told to deliver: a hint of this process, the
/// interval is kept whatever it says.
#[derive(Default)]
struct Taken(Mutex<HashMap<u64, usize>>);

/// More streams than this are forgotten together.
const HINTS: usize = 10_000;

/// Takes records from whoever puts them.
pub fn take(cx: &mut Cx, name: &str, records: &[Bytes]) -> Result<Stream, AwsError> {
    let stream = row::at(cx, name)?;
    let now = cx.now().as_microsecond();
    if stream.status(now) != "ACTIVE" {
        return Err(errors::no_stream(name, cx.account()));
    }
    if stream.source.is_some() {
        return Err(errors::another_source(name));
    }
    if records.iter().any(|data| data.len() > RECORD_BYTES) {
        return Err(errors::argument(format!(
            "A record must not be larger than {RECORD_BYTES} bytes."
        )));
    }
    add(cx, &stream, now, records)?;
    let bytes = records.iter().map(Bytes::len).sum();
    measure::taken(cx, &stream, records.len(), bytes);
    Ok(stream)
}

/// Puts records into the buffer, and sees to it that they are delivered.
pub fn add(cx: &mut Cx, stream: &Stream, at: i64, records: &[Bytes]) -> Result<(), AwsError> {
    buffer::add(cx, stream.id, at, records)?;
    let (scope, now) = (cx.scope(), cx.now().as_microsecond());
    let known = BUFFERS.get(cx.tx, scope, &stream.id)?.unwrap_or_default();
    if known.due.is_none() {
        return self::at(cx, stream, now + stream.seconds() * SECOND);
    }
    let bytes = records.iter().map(Bytes::len).sum();
    match is_full(cx, stream, bytes) {
        true => send(cx, stream, now, true),
        false => Ok(()),
    }
}

fn is_full(cx: &Cx, stream: &Stream, bytes: usize) -> bool {
    let taken = cx.cloud.locals.get::<Taken>();
    let mut taken = taken.0.lock();
    if taken.len() >= HINTS {
        taken.clear();
    }
    let taken = taken.entry(stream.id).or_default();
    *taken += bytes;
    let full = *taken >= (stream.mebibytes() as usize) << 20;
    if full {
        *taken = 0;
    }
    full
}

/// The next errand that looks for whatever waits.
pub fn at(cx: &mut Cx, stream: &Stream, at: i64) -> Result<(), AwsError> {
    let scope = cx.scope();
    let mut buffer = BUFFERS.get(cx.tx, scope, &stream.id)?.unwrap_or_default();
    buffer.due = Some(at);
    BUFFERS.put(cx.tx, scope, &stream.id, &buffer)?;
    send(cx, stream, at, false)
}

fn send(cx: &mut Cx, stream: &Stream, at: i64, full: bool) -> Result<(), AwsError> {
    let name = if stream.takes_time() { POST } else { DELIVER };
    let input = json!({"name": stream.name, "stream": stream.id, "due": at, "full": full});
    let arn = row::arn(cx, &stream.name);
    let errand = Outgoing::errand(cx.scope(), ("firehose", name), arn, input);
    cx.appoint(at, &errand)
}

/// A stream that is another's: it is looked into each time that records may wait at most.
pub fn begin_to_pull(cx: &mut Cx, stream: &Stream) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    at(cx, stream, now.max(stream.active) + pause(stream))
}

fn pause(stream: &Stream) -> i64 {
    stream.seconds().max(1) * SECOND
}

/// An errand is done: `again`, there was more than it could take at once.
pub fn done(cx: &mut Cx, stream: &Stream, again: bool) -> Result<(), AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_microsecond());
    if stream.source.is_some() {
        let pause = if again { SECOND } else { pause(stream) };
        return at(cx, stream, now + pause);
    }
    let mut buffer = BUFFERS.get(cx.tx, scope, &stream.id)?.unwrap_or_default();
    let room = Room { bytes: 1, rows: 1 };
    let left = buffer::waiting(cx.tx, cx.scope(), stream.id, None, room)?;
    if !left.records.is_empty() {
        return at(cx, stream, now + stream.seconds() * SECOND);
    }
    buffer.due = None;
    Ok(BUFFERS.put(cx.tx, scope, &stream.id, &buffer)?)
}
