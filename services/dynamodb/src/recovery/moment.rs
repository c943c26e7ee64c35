//! Brings the state of a table at a moment together, in pieces: first what the log tells of items
//! that were changed since, then those that were not.

use crate::background::{About, read, set};
use crate::backup::pour;
use crate::backup::row::Holds;
use crate::backup::saved::{After, SAVED, behind, none};
use crate::export::errand;
use crate::item::row::{ITEMS, Packed};
use crate::log;
use crate::recovery::row::Reading;
use crate::table::row::{TABLES, Table};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Scope;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

pub const MOMENT: &str = "moment";

/// Changes, or items, in one transaction, and bytes of them.
const PIECE: (usize, usize) = (300, 1 << 20);

/// A table of an account in a Region, which need not be that of the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    pub account: String,
    pub region: String,
    pub name: String,
}

impl Source {
    pub fn scope<'s>(&'s self, cx: &Cx<'s>) -> Scope<'s> {
        cx.scope_of(&self.account, &self.region)
    }

    pub fn arn(&self, cx: &Cx) -> String {
        let Source {
            account,
            region,
            name,
        } = self;
        format!(
            "arn:{}:dynamodb:{region}:{account}:table/{name}",
            cx.partition()
        )
    }

    pub fn table(&self, cx: &mut Cx) -> Result<Option<Table>, AwsError> {
        let scope = cx.scope_of(&self.account, &self.region);
        Ok(TABLES.get(cx.tx, scope, &self.name)?)
    }
}

#[derive(Serialize, Deserialize)]
struct Moment {
    source: Source,
    table: u64,
    number: u64,
    at: i64,
    /// Where the log is read on, in two halves; and behind the changes that were seen when this
    /// began: what comes later is after the moment, though it may be of the same microsecond.
    place: (u64, u64),
    end: (u64, u64),
    /// Of the items.
    after: After,
    then: Then,
}

/// What the state is for.
#[derive(Clone, Serialize, Deserialize)]
pub enum Then {
    Restore(About),
    /// By its id.
    Export(String),
}

/// Begins with a table that can be recovered to that time.
pub fn begin(
    cx: &mut Cx,
    source: &Source,
    table: &Table,
    at: i64,
    then: Then,
) -> Result<(), AwsError> {
    let number = cx.random().u64();
    let scope = source.scope(cx);
    let start = log::trimmed(cx.tx, scope, table.id)?;
    let end = log::behind(cx.tx, table.log_era);
    let place = log::at_time(cx.tx, scope, table.id, (start, end), at)?;
    let mut table = table.clone();
    table.readings.push(Reading { number, after: at });
    TABLES.put(cx.tx, scope, &table.name, &table)?;
    let moment = Moment {
        source: source.clone(),
        table: table.id,
        number,
        at,
        place: halves(place),
        end: halves(end),
        after: None,
        then,
    };
    again(cx, &moment)
}

/// Places as JSON can keep them.
pub fn halves(place: u128) -> (u64, u64) {
    ((place >> 64) as u64, place as u64)
}

pub fn whole((high, low): (u64, u64)) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

fn again(cx: &mut Cx, moment: &Moment) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    set(cx, now, MOMENT, &format!("{:016x}", moment.number), moment)
}

pub fn moment_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut moment: Moment = read(timer)?;
    if !undo(cx, &mut moment)? || !copy(cx, &mut moment)? {
        return again(cx, &moment);
    }
    let source = moment.source.clone();
    release(cx, &source, moment.table, moment.number)?;
    let holds = Holds::Saved(moment.number);
    match moment.then {
        Then::Restore(about) => match about.find(cx)? {
            Some(found) => pour::begin(cx, &found, &source.region, holds, pour::From::Moment),
            None => Ok(()),
        },
        Then::Export(id) => errand::write(cx, &source, &id, holds),
    }
}

/// The log may lose what was read.
fn release(cx: &mut Cx, source: &Source, id: u64, number: u64) -> Result<(), AwsError> {
    let Some(mut table) = source.table(cx)?.filter(|table| table.id == id) else {
        return Ok(());
    };
    table.readings.retain(|reading| reading.number != number);
    let scope = source.scope(cx);
    Ok(TABLES.put(cx.tx, scope, &table.name, &table)?)
}

/// Items as they were before the first change after the moment; whether that is all of the log.
fn undo(cx: &mut Cx, moment: &mut Moment) -> Result<bool, AwsError> {
    let scope = cx.scope_of(&moment.source.account, &moment.source.region);
    let (mut place, end) = (whole(moment.place), whole(moment.end));
    let (mut count, mut bytes, mut found) = (0, 0, Vec::new());
    let mut ended = true;
    log::visit(cx.tx, scope, moment.table, (place, None), |at, entry| {
        if count >= PIECE.0 || bytes >= PIECE.1 {
            ended = false;
            return Ok(ControlFlow::Break(()));
        }
        count += 1;
        bytes += entry.old.as_ref().map_or(0, Packed::size);
        place = log::next(at);
        if entry.at > moment.at || at > end {
            found.push((entry.primary, entry.old));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    for (primary, old) in found {
        let key = (moment.number, primary.hash, primary.partition, primary.sort);
        if !SAVED.exists(cx.tx, scope, &key)? {
            SAVED.insert(cx.tx, scope, &key, &old.unwrap_or_else(none))?;
        }
    }
    moment.place = halves(place);
    Ok(ended)
}

/// Items that were not changed since, a piece of them; whether there are no more. What is changed
/// from now on is in the log, as this transaction has found it.
fn copy(cx: &mut Cx, moment: &mut Moment) -> Result<bool, AwsError> {
    let scope = cx.scope_of(&moment.source.account, &moment.source.region);
    let span = behind(moment.table, &moment.after);
    let items = ITEMS.scan_sized(cx.tx, scope, span, PIECE, false)?;
    for ((_, hash, partition, sort), packed) in &items {
        let key = (moment.number, *hash, partition.clone(), sort.clone());
        if !SAVED.exists(cx.tx, scope, &key)? {
            SAVED.insert(cx.tx, scope, &key, packed)?;
        }
    }
    match items.into_iter().next_back() {
        Some(((_, hash, partition, sort), _)) => {
            moment.after = Some((hash, partition, sort));
            Ok(false)
        }
        None => Ok(true),
    }
}
