//! When the first and the last event of a stream were, from the keys of its rows.

use crate::event::chunk::{BUCKET, CHUNKS};
use crate::group::row::Group;
use crate::stream::row::Stream;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

#[derive(Default)]
pub struct Ends {
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub ingested: Option<i64>,
}

/// Rows looked at from the end: those of the last ten seconds, unless there are very many.
const NEWEST: usize = 1_000;

pub fn of(cx: &Cx, group: &Group, stream: &Stream) -> Result<Ends, AwsError> {
    let scope = cx.scope();
    let whole = Span::prefix(&((group.id, stream.id),));
    let horizon = group.horizon(cx.now().as_millisecond()) as u64;
    let kept = match horizon {
        0 => whole,
        at => whole.from(&((group.id, stream.id), (at / BUCKET * BUCKET, 0u64))),
    };
    let first = CHUNKS.keys(cx.tx, scope, kept.clone(), 1, false)?;
    let Some(first) = first.first() else {
        return Ok(Ends {
            ingested: stream.last_ingested,
            ..Ends::default()
        });
    };
    let newest = CHUNKS.keys(cx.tx, scope, kept, NEWEST, true)?;
    let bucket = newest.first().map(|key| key.1.0 / BUCKET);
    let newest = newest.iter().filter(|key| Some(key.1.0 / BUCKET) == bucket);
    let (mut last, mut moment) = (0, 0);
    for key in newest {
        last = last.max(key.1.1);
        moment = moment.max(key.2.0);
    }
    let ingested = stream.last_ingested.unwrap_or_default();
    Ok(Ends {
        first: Some(first.1.0.max(horizon) as i64),
        last: Some(last as i64),
        ingested: Some(ingested.max((moment / 1_000) as i64)),
    })
}
