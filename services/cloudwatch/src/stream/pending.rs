//! What streams have still to tell: one row for each metric of a call and each stream that has it, so
//! writers conflict with nobody.

use super::deliver;
use super::row::{STREAMS, Stream};
use crate::metric::Packed;
use haneul_metric::pack::Point;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By stream, the second of the call, and chance.
pub static PENDING: Table<(u64, i64, u64), Pending> = Table::new("cloudwatch_streaming");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    pub namespace: String,
    pub name: String,
    pub dimensions: Vec<(String, String)>,
    pub start: i64,
    pub points: Packed,
}

impl Stored for Pending {
    const VERSION: u32 = 1;
}

/// What a call puts of one metric.
pub struct Put<'p> {
    pub namespace: &'p str,
    pub name: &'p str,
    pub dimensions: &'p [(String, String)],
    /// In minutes, in order.
    pub points: &'p [Point],
}

/// The streams that run here.
pub fn running(cx: &mut Cx) -> Result<Vec<Stream>, AwsError> {
    let scope = cx.scope();
    // One that begins meanwhile begins with what comes next.
    let all = STREAMS.scan_untracked(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let all = all.into_iter().map(|(_, stream)| stream);
    Ok(all.filter(|stream| stream.running).collect())
}

/// Keeps what streams are to tell of a metric.
pub fn note(cx: &mut Cx, streams: &[Stream], put: &Put) -> Result<(), AwsError> {
    let Some(first) = put.points.first() else {
        return Ok(());
    };
    let has = |stream: &&Stream| stream.filters.has(put.namespace, put.name);
    for stream in streams.iter().filter(has) {
        let row = Pending {
            namespace: put.namespace.to_owned(),
            name: put.name.to_owned(),
            dimensions: put.dimensions.to_vec(),
            start: first.at,
            points: Packed::of(first.at, 60, put.points),
        };
        let key = (stream.id, cx.now().as_second(), cx.random().u64());
        PENDING.insert(cx.tx, cx.scope(), &key, &row)?;
        deliver::later(cx, stream)?;
    }
    Ok(())
}
