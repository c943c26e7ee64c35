//! Removes what was in a deleted group or stream, a piece in each transaction.

use super::SIZES;
use crate::event::chunk::CHUNKS;
use crate::index::row::INDEXES;
use crate::metric::row::METRICS;
use crate::stream::row::STREAMS;
use crate::subscription::row::SUBSCRIPTIONS;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use serde::{Deserialize, Serialize};

pub const EMPTY: &str = "empty";

/// Rows in one transaction; each may have some 64 kB.
const PIECE: usize = 200;

#[derive(Serialize, Deserialize)]
struct Gone {
    group: u64,
    /// `None`: the whole group.
    stream: Option<u64>,
}

pub fn empty_group(cx: &mut Cx, group: u64) -> Result<(), AwsError> {
    set(
        cx,
        &Gone {
            group,
            stream: None,
        },
    )
}

pub fn empty_stream(cx: &mut Cx, group: u64, stream: u64) -> Result<(), AwsError> {
    let stream = Some(stream);
    set(cx, &Gone { group, stream })
}

fn set(cx: &mut Cx, gone: &Gone) -> Result<(), AwsError> {
    let stream = gone.stream.unwrap_or_default();
    let id = format!("logs {EMPTY} {:016x} {stream:016x}", gone.group);
    let payload = serde_json::to_value(gone).map_err(AwsError::internal)?;
    cx.timer(cx.now(), &id, &format!("logs/{EMPTY}"), payload)
}

pub fn empty(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let gone: Gone = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let scope = cx.scope();
    let span = match gone.stream {
        Some(stream) => Span::prefix(&((gone.group, stream),)),
        None => Span::prefix(&(gone.group,)),
    };
    let keys = CHUNKS.keys(cx.tx, scope, span, PIECE, false)?;
    for key in &keys {
        CHUNKS.delete(cx.tx, scope, key)?;
    }
    if keys.len() == PIECE {
        return set(cx, &gone);
    }
    if gone.stream.is_some() {
        return Ok(());
    }
    let whole = Span::prefix(&(gone.group,));
    let streams = STREAMS.keys(cx.tx, scope, whole.clone(), PIECE, false)?;
    for key in &streams {
        STREAMS.delete(cx.tx, scope, key)?;
    }
    for key in METRICS.keys(cx.tx, scope, whole, PIECE, false)? {
        METRICS.delete(cx.tx, scope, &key)?;
    }
    for key in SUBSCRIPTIONS.keys(cx.tx, scope, Span::prefix(&(gone.group,)), PIECE, false)? {
        SUBSCRIPTIONS.delete(cx.tx, scope, &key)?;
    }
    SIZES.delete(cx.tx, scope, &gone.group)?;
    INDEXES.delete(cx.tx, scope, &gone.group)?;
    match streams.len() == PIECE {
        true => set(cx, &gone),
        false => Ok(()),
    }
}
