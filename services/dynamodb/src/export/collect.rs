//! Brings together what became of items within a while: of each its first state and its last.

use crate::background::{read, set};
use crate::backup::row::Holds;
use crate::backup::saved::SAVED;
use crate::export::errand;
use crate::export::format::Increment;
use crate::item::row::Packed;
use crate::limits::SECOND;
use crate::log;
use crate::recovery::moment::{Source, halves, whole};
use crate::recovery::row::Reading;
use crate::table::row::{TABLES, Table};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

pub const COLLECT: &str = "collect";

const PIECE: (usize, usize) = (300, 1 << 20);

/// Changes of a time may lie a little behind later ones.
const SLACK: i64 = 10 * SECOND;

#[derive(Serialize, Deserialize)]
struct Collecting {
    source: Source,
    table: u64,
    number: u64,
    from: i64,
    to: i64,
    /// Where the log is read on, and to where; in two halves each.
    place: (u64, u64),
    end: (u64, u64),
    export: String,
}

/// Begins with changes from a time, up to another one, which is excluded.
pub fn begin(
    cx: &mut Cx,
    source: &Source,
    table: &Table,
    (from, to): (i64, i64),
    export: &str,
) -> Result<(), AwsError> {
    let number = cx.random().u64();
    let scope = source.scope(cx);
    let start = log::trimmed(cx.tx, scope, table.id)?;
    let last = log::behind(cx.tx, table.log_era);
    let place = log::at_time(cx.tx, scope, table.id, (start, last), from)?;
    let end = log::at_time(cx.tx, scope, table.id, (start, last), to + SLACK)?;
    let mut table = table.clone();
    table.readings.push(Reading {
        number,
        after: from - SLACK,
    });
    TABLES.put(cx.tx, scope, &table.name, &table)?;
    let collecting = Collecting {
        source: source.clone(),
        table: table.id,
        number,
        from,
        to,
        place: halves(place),
        end: halves(end),
        export: export.to_owned(),
    };
    again(cx, &collecting)
}

fn again(cx: &mut Cx, collecting: &Collecting) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    set(
        cx,
        now,
        COLLECT,
        &format!("{:016x}", collecting.number),
        collecting,
    )
}

pub fn collect_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut collecting: Collecting = read(timer)?;
    if !piece(cx, &mut collecting)? {
        return again(cx, &collecting);
    }
    let source = collecting.source;
    if let Some(mut table) = source
        .table(cx)?
        .filter(|table| table.id == collecting.table)
    {
        table
            .readings
            .retain(|reading| reading.number != collecting.number);
        let scope = source.scope(cx);
        TABLES.put(cx.tx, scope, &table.name, &table)?;
    }
    errand::write(
        cx,
        &source,
        &collecting.export,
        Holds::Saved(collecting.number),
    )
}

/// Whether that is all.
fn piece(cx: &mut Cx, collecting: &mut Collecting) -> Result<bool, AwsError> {
    let scope = cx.scope_of(&collecting.source.account, &collecting.source.region);
    let (mut place, end) = (whole(collecting.place), whole(collecting.end));
    let (mut count, mut bytes, mut found) = (0, 0, Vec::new());
    let mut ended = true;
    log::visit(
        cx.tx,
        scope,
        collecting.table,
        (place, Some(end)),
        |at, entry| {
            if count >= PIECE.0 || bytes >= PIECE.1 {
                ended = false;
                return Ok(ControlFlow::Break(()));
            }
            count += 1;
            let sides = [&entry.old, &entry.new].into_iter().flatten();
            bytes += sides.map(Packed::size).sum::<usize>();
            place = log::next(at);
            if (collecting.from..collecting.to).contains(&entry.at) {
                found.push(entry);
            }
            Ok(ControlFlow::Continue(()))
        },
    )?;
    for entry in found {
        let log::Entry {
            primary,
            old,
            new,
            at,
            ..
        } = entry;
        let key = (
            collecting.number,
            primary.hash,
            primary.partition,
            primary.sort,
        );
        let old = match SAVED.get(cx.tx, scope, &key)? {
            Some(known) => Increment::read(&known)?.old,
            None => old,
        };
        SAVED.put(cx.tx, scope, &key, &Increment { at, old, new }.pack())?;
    }
    collecting.place = halves(place);
    Ok(ended)
}
