//! Switching a table's stream on and off. Each time that it is switched on there is another stream.

use crate::errors;
use crate::log;
use crate::shapes::StreamSpecification;
use crate::stream::row::{Feed, Moment, STREAMS, Stream, View, label, parts};
use crate::table::Found;
use crate::table::row::Table;
use haneul_pipeline::{AwsError, Cx};

/// What CreateTable or UpdateTable asks for: a stream that tells so much, or none.
pub fn asked(given: &StreamSpecification) -> Result<Option<View>, AwsError> {
    match (given.stream_enabled, given.stream_view_type.as_deref()) {
        (true, Some(view)) => Ok(View::of(view)),
        (true, None) => Err(errors::invalid(
            "StreamViewType is required when StreamEnabled is true",
        )),
        (false, None) => Ok(None),
        (false, Some(_)) => Err(errors::invalid(
            "StreamViewType cannot be specified when StreamEnabled is false",
        )),
    }
}

/// UpdateTable's part.
pub fn change(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    given: &StreamSpecification,
) -> Result<(), AwsError> {
    match (asked(given)?, &table.stream) {
        (Some(_), Some(_)) => Err(errors::validation(format!(
            "Table already has an enabled stream: TableName: {}",
            table.name
        ))),
        (None, None) => Err(errors::validation(format!(
            "Table is not stream enabled: TableName: {}",
            table.name
        ))),
        (Some(view), None) => on(cx, found, table, view),
        (None, Some(_)) if table.has_replicas() => Err(errors::invalid(
            "Disabling Stream is not allowed for a Global Table replica.",
        )),
        (None, Some(_)) => off(cx, found, table),
    }
}

pub fn moment(cx: &Cx, table: &Table) -> Moment {
    Moment {
        at: cx.now().as_microsecond(),
        era: table.log_era,
        version: cx.tx.version(),
    }
}

pub fn on(cx: &mut Cx, found: &Found, table: &mut Table, view: View) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    let moment = moment(cx, table);
    let mut stream = Stream {
        table: table.id,
        keys: table.keys.clone(),
        view,
        created: moment.at,
        ended: None,
        generations: Vec::new(),
    };
    let mut key = (table.name.clone(), label(moment.at));
    // Labels are times, and the clock may stand.
    for millis in 1.. {
        if STREAMS.get(cx.tx, scope, &key)?.is_none() {
            break;
        }
        key.1 = label(moment.at + millis * 1_000);
    }
    stream.turn(parts(table), moment);
    // Numbers of shards go on where those of the last stream ended.
    if let Some(generation) = stream.generations.last_mut() {
        generation.first = table.next_shard;
        table.next_shard += generation.parts;
    }
    STREAMS.put(cx.tx, scope, &key, &stream)?;
    table.stream = stream.feed(&key.1);
    table.latest_stream = Some(key.1);
    log::begin(cx, found)
}

pub fn off(cx: &mut Cx, found: &Found, table: &mut Table) -> Result<(), AwsError> {
    let Some(Feed { label, .. }) = table.stream.take() else {
        return Ok(());
    };
    let scope = found.scope(cx);
    let key = (table.name.clone(), label);
    let Some(mut stream) = STREAMS.get(cx.tx, scope, &key)? else {
        return Ok(());
    };
    let moment = moment(cx, table);
    stream.close(moment);
    stream.ended = Some(moment.at);
    Ok(STREAMS.put(cx.tx, scope, &key, &stream)?)
}
