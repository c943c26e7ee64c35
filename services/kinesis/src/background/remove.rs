//! Removes a stream when its deletion is through, and then its records, a piece in each
//! transaction.

use crate::address::Address;
use crate::consumer::row::CONSUMERS;
use crate::consumer::subscription;
use crate::record::read::RECORDS;
use crate::stream::Found;
use crate::stream::row::{self, GLOBAL, PLACES, STREAMS};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Place, Scope, Span, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

pub const REMOVE: &str = "remove";
pub const EMPTY: &str = "empty";

/// Rows in one transaction; each may have 90 kB.
const PIECE: usize = 100;

#[derive(Serialize, Deserialize)]
struct Gone {
    account: String,
    name: String,
    stream: u64,
    /// The shards that are still to be emptied.
    shards: Vec<u32>,
}

pub fn remove_at(cx: &mut Cx, found: &Found, at: i64) -> Result<(), AwsError> {
    let gone = Gone {
        account: found.address.account.clone(),
        name: found.address.name.clone(),
        stream: found.stream.id,
        shards: Vec::new(),
    };
    let at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::MAX);
    set(cx, at, REMOVE, &gone)
}

fn set(cx: &mut Cx, at: Timestamp, handler: &str, gone: &Gone) -> Result<(), AwsError> {
    let id = format!("kinesis {handler} {:016x}", gone.stream);
    let payload = serde_json::to_value(gone).map_err(AwsError::internal)?;
    cx.timer(at, &id, &format!("kinesis/{handler}"), payload)
}

fn read(timer: &Timer) -> Result<Gone, AwsError> {
    serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)
}

pub fn remove(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut gone = read(timer)?;
    let address = Address {
        account: gone.account.clone(),
        name: gone.name.clone(),
    };
    let Some(found) = row::find(cx, &address)?.filter(|f| f.stream.id == gone.stream) else {
        return Ok(());
    };
    let scope = cx.scope_of(&address.account, cx.region());
    STREAMS.delete(cx.tx, scope, &address.name)?;
    let place = super::place(cx, &address);
    PLACES.delete(cx.tx, GLOBAL, &place)?;
    let span = Span::prefix(&(gone.stream,));
    for (key, _) in CONSUMERS.scan(cx.tx, scope, span, usize::MAX, false)? {
        CONSUMERS.delete(cx.tx, scope, &key)?;
    }
    subscription::forget(cx.tx, scope, gone.stream, None)?;
    gone.shards = found.stream.shards.iter().map(|s| s.number).collect();
    for shard in &gone.shards {
        cx.tx.notify(found.stream.channel(*shard));
    }
    set(cx, cx.now(), EMPTY, &gone)
}

pub fn empty(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut gone = read(timer)?;
    let scope = cx.scope_of(&gone.account, cx.region());
    let mut left = PIECE;
    while let Some(shard) = gone.shards.last() {
        left -= sweep(cx.tx, scope, (gone.stream, *shard), u128::MAX, left)?;
        if left == 0 {
            break;
        }
        gone.shards.pop();
    }
    match gone.shards.is_empty() {
        true => Ok(()),
        false => set(cx, cx.now(), EMPTY, &gone),
    }
}

/// Removes up to `limit` rows of a shard before a place; how many there were.
pub fn sweep(
    tx: &mut Tx,
    scope: Scope<'_>,
    line: (u64, u32),
    before: u128,
    limit: usize,
) -> Result<usize, AwsError> {
    let mut places: Vec<Place> = Vec::new();
    let span = (0, Some(before));
    RECORDS.visit(tx, scope, &line, span, false, |place, _| {
        places.push(place);
        match places.len() < limit {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    for place in &places {
        RECORDS.remove(tx, scope, &line, *place)?;
    }
    Ok(places.len())
}
