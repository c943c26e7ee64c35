//! Records that wait to be delivered: those of one call together, in the order of the commits.
//!
//! A pack is a byte for the form, the time of arrival and the length of what follows: each record
//! with its length. It lies in as many rows as it needs.

use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::limits::MAX_VALUE;
use haneul_store::{Place, Sequence};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};

/// By delivery stream.
pub static RECORDS: Sequence = Sequence::new("firehose_record").sealed();

const FORM: u8 = 1;
const HEAD: usize = 1 + 8 + 8;

#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub at: i64,
    pub data: Bytes,
}

/// What tells packs of one process apart.
#[derive(Default)]
struct Last(AtomicU32);

/// Adds records that came together.
pub fn add(cx: &mut Cx, stream: u64, at: i64, records: &[Bytes]) -> Result<(), AwsError> {
    let length: usize = records.iter().map(|record| 4 + record.len()).sum();
    let mut pack = Vec::with_capacity(HEAD + length);
    pack.push(FORM);
    pack.extend_from_slice(&at.to_be_bytes());
    pack.extend_from_slice(&(length as u64).to_be_bytes());
    for record in records {
        pack.extend_from_slice(&(record.len() as u32).to_be_bytes());
        pack.extend_from_slice(record);
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

/// Whole packs up to a place, or about so many bytes of them.
pub fn waiting(
    cx: &mut Cx,
    stream: u64,
    until: Option<u128>,
    bytes: usize,
) -> Result<Waiting, AwsError> {
    let mut waiting = Waiting::default();
    let mut taken = 0;
    let mut open: Vec<u8> = Vec::new();
    let mut failure = None;
    let span = (0, until);
    RECORDS.visit(cx.tx, cx.scope(), &stream, span, false, |place, row| {
        if open.is_empty() && taken >= bytes {
            waiting.more = true;
            return ControlFlow::Break(());
        }
        open.extend_from_slice(row);
        taken += row.len();
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
    if head[0] != FORM {
        return Err(damaged());
    }
    let number = |at: usize| head[at..at + 8].try_into().map(u64::from_be_bytes);
    let at = number(1).map_err(AwsError::internal)? as i64;
    let length = number(9).map_err(AwsError::internal)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    let mut rest = Bytes::copy_from_slice(body);
    let mut records = Vec::new();
    while !rest.is_empty() {
        let (length, _) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let length = u32::from_be_bytes(*length) as usize;
        if rest.len() < 4 + length {
            return Err(damaged());
        }
        _ = rest.split_to(4);
        let data = rest.split_to(length);
        records.push(Record { at, data });
    }
    Ok(Some(records))
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
