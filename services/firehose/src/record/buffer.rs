//! Records that wait to be delivered: those of one call together, in the order of the commits.
//!
//! A pack is a byte for the form, the time of arrival and the length of what follows: each record
//! with its length, and in the second form where it comes from, likewise. It lies in as many rows as it
//! needs.

use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::limits::MAX_VALUE;
use haneul_store::{Place, Scope, Sequence, Tx};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// By delivery stream.
pub static RECORDS: Sequence = Sequence::new("firehose_record").sealed();

const FORM: u8 = 1;
/// Of records that came from a stream.
const FORM_WITH_ORIGIN: u8 = 2;
/// From this level on every node reads that one.
const ORIGIN_LEVEL: u32 = 8;
const HEAD: usize = 1 + 8 + 8;

#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub at: i64,
    pub data: Bytes,
    /// Partition keys that a function said of it.
    pub keys: Vec<(String, String)>,
    pub origin: Option<Arc<Origin>>,
}

/// Where a record of a stream lay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    pub shard: String,
    pub number: String,
    pub key: String,
    /// When it came there, in milliseconds.
    pub at: i64,
}

/// What tells packs of one process apart.
#[derive(Default)]
struct Last(AtomicU32);

/// Adds records that came together.
pub fn add(cx: &mut Cx, stream: u64, at: i64, records: &[Bytes]) -> Result<(), AwsError> {
    write(cx, stream, (FORM, at), records)
}

/// The same of records that came from a stream.
pub fn add_from(
    cx: &mut Cx,
    stream: u64,
    at: i64,
    records: &[(Bytes, Origin)],
) -> Result<(), AwsError> {
    let has_origin = cx.tx.level() >= ORIGIN_LEVEL;
    let mut parts = Vec::with_capacity(2 * records.len());
    for (record, origin) in records {
        parts.push(record.clone());
        if has_origin {
            let origin = serde_json::to_vec(origin).map_err(AwsError::internal)?;
            parts.push(origin.into());
        }
    }
    let form = if has_origin { FORM_WITH_ORIGIN } else { FORM };
    write(cx, stream, (form, at), &parts)
}

fn write(cx: &mut Cx, stream: u64, (form, at): (u8, i64), parts: &[Bytes]) -> Result<(), AwsError> {
    let length: usize = parts.iter().map(|part| 4 + part.len()).sum();
    let mut pack = Vec::with_capacity(HEAD + length);
    pack.push(form);
    pack.extend_from_slice(&at.to_be_bytes());
    pack.extend_from_slice(&(length as u64).to_be_bytes());
    for part in parts {
        pack.extend_from_slice(&(part.len() as u32).to_be_bytes());
        pack.extend_from_slice(part);
    }
    let pack = Bytes::from(pack);
    let number = cx
        .cloud
        .locals
        .get::<Last>()
        .0
        .fetch_add(1, Ordering::Relaxed);
    let scope = cx.scope();
    for (piece, start) in (0..pack.len()).step_by(MAX_VALUE).enumerate() {
        let place = Place {
            number,
            piece: piece as u16,
            ..Place::default()
        };
        let row = pack.slice(start..pack.len().min(start + MAX_VALUE));
        RECORDS.add(cx.tx, scope, &stream, place, row)?;
    }
    Ok(())
}

/// What waits, from the oldest on.
#[derive(Default)]
pub struct Waiting {
    pub records: Vec<Record>,
    /// Behind the last of them.
    pub end: u128,
    /// There is more.
    pub more: bool,
}

/// How much is taken at once.
#[derive(Clone, Copy)]
pub struct Room {
    pub bytes: usize,
    /// Rows, however small: as many are removed in one transaction.
    pub rows: usize,
}

impl Room {
    /// For what was cut off before.
    pub const ALL: Room = Room {
        bytes: usize::MAX,
        rows: usize::MAX,
    };
}

/// Whole packs up to a place, or about so much of them.
pub fn waiting(
    tx: &Tx,
    scope: Scope<'_>,
    stream: u64,
    until: Option<u128>,
    room: Room,
) -> Result<Waiting, AwsError> {
    let mut waiting = Waiting::default();
    let (mut bytes, mut rows) = (0, 0);
    let mut open: Vec<u8> = Vec::new();
    let mut failure = None;
    let span = (0, until);
    RECORDS.visit(tx, scope, &stream, span, false, |place, row| {
        if open.is_empty() && (bytes >= room.bytes || rows >= room.rows) {
            waiting.more = true;
            return ControlFlow::Break(());
        }
        open.extend_from_slice(row);
        bytes += row.len();
        rows += 1;
        match unpack(&open) {
            Ok(None) => {}
            Ok(Some(mut records)) => {
                waiting.records.append(&mut records);
                waiting.end = place.to_bits() + 1;
                open.clear();
            }
            Err(error) => {
                failure = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    failure.map_or(Ok(waiting), Err)
}

/// The records of a pack once all of it is there.
fn unpack(pack: &[u8]) -> Result<Option<Vec<Record>>, AwsError> {
    let damaged = || AwsError::internal("a row of records of an unknown form");
    let (head, body) = pack.split_first_chunk::<HEAD>().ok_or_else(damaged)?;
    let has_origin = match head[0] {
        FORM => false,
        FORM_WITH_ORIGIN => true,
        _ => return Err(damaged()),
    };
    let number = |at: usize| head[at..at + 8].try_into().map(u64::from_be_bytes);
    let at = number(1).map_err(AwsError::internal)? as i64;
    let length = number(9).map_err(AwsError::internal)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    let mut rest = Bytes::copy_from_slice(body);
    let mut records = Vec::new();
    while !rest.is_empty() {
        let data = part(&mut rest).ok_or_else(damaged)?;
        let origin = match has_origin {
            true => {
                let text = part(&mut rest).ok_or_else(damaged)?;
                Some(Arc::new(
                    serde_json::from_slice(&text).map_err(AwsError::internal)?,
                ))
            }
            false => None,
        };
        records.push(Record {
            at,
            data,
            keys: Vec::new(),
            origin,
        });
    }
    Ok(Some(records))
}

fn part(rest: &mut Bytes) -> Option<Bytes> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length) as usize;
    if behind.len() < length {
        return None;
    }
    _ = rest.split_to(4);
    Some(rest.split_to(length))
}

/// Removes what was delivered; how many rows there were.
pub fn remove(cx: &mut Cx, stream: u64, until: u128) -> Result<(), AwsError> {
    let mut places = Vec::new();
    let span = (0, Some(until));
    RECORDS.visit(cx.tx, cx.scope(), &stream, span, false, |place, _| {
        places.push(place);
        ControlFlow::Continue(())
    })?;
    let scope = cx.scope();
    for place in places {
        RECORDS.remove(cx.tx, scope, &stream, place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_store::{Store, StoreError};

    const HERE: Scope<'static> = Scope::new("aws", "111122223333", "us-east-1");

    fn pack(data: &[u8]) -> Bytes {
        let mut pack = vec![FORM];
        pack.extend_from_slice(&7_i64.to_be_bytes());
        pack.extend_from_slice(&(4 + data.len() as u64).to_be_bytes());
        pack.extend_from_slice(&(data.len() as u32).to_be_bytes());
        pack.extend_from_slice(data);
        pack.into()
    }

    #[tokio::test]
    async fn no_more_is_taken_than_there_is_room_for() {
        let store = Store::memory();
        for number in 0..5 {
            let place = Place {
                number,
                ..Place::default()
            };
            let add = |tx: &mut Tx| RECORDS.add(tx, HERE, &1_u64, place, pack(b"ab"));
            store.transact::<_, StoreError>(add).await.unwrap();
        }
        let take = |until, room| store.read(|tx| waiting(tx, HERE, 1, until, room)).unwrap();
        let room = Room {
            rows: 2,
            ..Room::ALL
        };
        let some = take(None, room);
        assert_eq!((some.records.len(), some.more), (2, true));
        // What was cut off is read again as it was.
        let again = take(Some(some.end), Room::ALL);
        assert_eq!(again.records, some.records);
        let room = Room {
            bytes: 50,
            ..Room::ALL
        };
        assert_eq!(take(None, room).records.len(), 3);
        let all = take(None, Room::ALL);
        assert_eq!((all.records.len(), all.more), (5, false));
    }
}
