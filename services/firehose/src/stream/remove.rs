//! Removes a delivery stream when its deletion is through, and its records, a piece in each
//! transaction.

use crate::delivery::row::{BUFFERS, CHECKPOINTS};
use crate::record::buffer::RECORDS;
use crate::stream::row::{STREAMS, Stream};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Place, Span};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

pub const REMOVE: &str = "remove";

/// Rows in one transaction; each may have 90 kB.
const PIECE: usize = 100;

#[derive(Serialize, Deserialize)]
struct Gone {
    name: String,
    stream: u64,
}

pub fn remove_at(cx: &mut Cx, stream: &Stream, at: i64) -> Result<(), AwsError> {
    let gone = Gone {
        name: stream.name.clone(),
        stream: stream.id,
    };
    set(
        cx,
        Timestamp::from_microsecond(at).unwrap_or(Timestamp::MAX),
        &gone,
    )
}

fn set(cx: &mut Cx, at: Timestamp, gone: &Gone) -> Result<(), AwsError> {
    let id = format!("firehose {REMOVE} {:016x}", gone.stream);
    let payload = serde_json::to_value(gone).map_err(AwsError::internal)?;
    cx.timer(at, &id, &format!("firehose/{REMOVE}"), payload)
}

pub fn remove(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let gone: Gone = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let scope = cx.scope();
    let stream = STREAMS.get(cx.tx, scope, &gone.name)?;
    if stream.is_some_and(|stream| stream.id == gone.stream) {
        STREAMS.delete(cx.tx, scope, &gone.name)?;
        BUFFERS.delete(cx.tx, scope, &gone.stream)?;
        let span = Span::prefix(&(gone.stream,));
        for (key, _) in CHECKPOINTS.scan(cx.tx, scope, span, usize::MAX, false)? {
            CHECKPOINTS.delete(cx.tx, scope, &key)?;
        }
    }
    let mut places: Vec<Place> = Vec::new();
    let all = (0, None);
    RECORDS.visit(cx.tx, scope, &gone.stream, all, false, |place, _| {
        places.push(place);
        match places.len() < PIECE {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    for place in &places {
        RECORDS.remove(cx.tx, scope, &gone.stream, *place)?;
    }
    match places.len() < PIECE {
        true => Ok(()),
        false => set(cx, cx.now(), &gone),
    }
}
