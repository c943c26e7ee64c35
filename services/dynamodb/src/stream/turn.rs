//! Shards of a stream are closed every four hours, or when the table has got more partitions, and
//! others go on; what nobody can read any more is forgotten.

use crate::limits::HOUR;
use crate::log::STREAM_KEEPS;
use crate::stream::row::{Moment, STREAMS, Stream, parts};
use crate::table::row::{TABLES, Table};
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Tx};

const LASTS: i64 = 4 * HOUR;

/// The streams of one table; `table` if it is still there.
pub fn streams(
    tx: &mut Tx,
    scope: Scope<'_>,
    (name, id): (&str, u64),
    table: Option<Table>,
    now: i64,
) -> Result<(), AwsError> {
    let rows = STREAMS.scan(tx, scope, Span::prefix(&(name,)), usize::MAX, false)?;
    for (key, mut stream) in rows {
        if stream.table != id {
            continue;
        }
        let horizon = now - STREAM_KEEPS;
        if stream.ended.is_some_and(|at| at <= horizon) {
            STREAMS.delete(tx, scope, &key)?;
            continue;
        }
        let mut changed = stream.forget(horizon);
        let on = table.as_ref().filter(|table| is_on(table, &key.1));
        if let Some(table) = on {
            changed |= turn(tx, scope, (&mut stream, &key.1), table, now)?;
        }
        if changed {
            STREAMS.put(tx, scope, &key, &stream)?;
        }
    }
    Ok(())
}

pub fn has_streams(
    tx: &mut Tx,
    scope: Scope<'_>,
    (name, id): (&str, u64),
) -> Result<bool, AwsError> {
    let rows = STREAMS.scan(tx, scope, Span::prefix(&(name,)), usize::MAX, false)?;
    Ok(rows.iter().any(|(_, stream)| stream.table == id))
}

fn is_on(table: &Table, label: &str) -> bool {
    table
        .stream
        .as_ref()
        .is_some_and(|feed| feed.label == label)
}

fn turn(
    tx: &mut Tx,
    scope: Scope<'_>,
    (stream, label): (&mut Stream, &str),
    table: &Table,
    now: i64,
) -> Result<bool, AwsError> {
    let wanted = parts(table);
    let open = stream.generations.last();
    if open.is_none_or(|open| now < open.opened + LASTS && wanted <= open.parts) {
        return Ok(false);
    }
    let moment = Moment {
        at: now,
        era: table.log_era,
        version: tx.version(),
    };
    stream.turn(wanted, moment);
    let mut table = table.clone();
    table.stream = stream.feed(label);
    if let Some(feed) = &table.stream {
        table.next_shard = feed.first + feed.parts;
    }
    TABLES.put(tx, scope, &table.name, &table)?;
    Ok(true)
}
