//! Adding to a log.

use crate::item::change::Change;
use crate::item::row::Packed;
use crate::log::{CHANGES, Entry, LOGS, Log, read};
use crate::table::Found;
use crate::table::row::{self, Table};
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_store::Place;
use quick_cache::sync::Cache;
use std::sync::atomic::{AtomicU32, Ordering};

/// Who changes an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Caller,
    /// The item has expired.
    Expiry,
    /// It was changed in another Region.
    Replica,
}

/// Says that a table may have changes in its log from now on.
pub fn begin(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let address = &found.address;
    let (partition, region) = (cx.partition(), cx.region());
    let key = (partition, address.account.as_str(), region, found.table.id);
    let log = Log {
        name: address.name.clone(),
    };
    Ok(LOGS.put(cx.tx, row::GLOBAL, &key, &log)?)
}

/// Writes a change down, if somebody needs it and there is one.
pub fn append(
    cx: &mut Cx,
    change: &Change<'_>,
    after: Option<&Packed>,
    by: By,
) -> Result<(), AwsError> {
    let (found, before) = (change.found, change.before.packed());
    if !found.table.keeps_log() || before == after {
        return Ok(());
    }
    let era = era(cx, found)?;
    let entry = Entry {
        at: cx.cloud.clock.now().as_microsecond(),
        by_service: by == By::Expiry,
        shard: found
            .table
            .stream
            .as_ref()
            .map(|s| s.shard_of(change.primary.hash)),
        primary: change.primary.clone(),
        old: before.cloned(),
        new: after.cloned(),
    };
    let number = number(cx.cloud);
    for (piece, row) in entry.rows().into_iter().enumerate() {
        let place = Place {
            era,
            version: 0,
            number,
            piece: piece as u16,
        };
        CHANGES.add(cx.tx, found.scope(cx), &found.table.id, place, row)?;
    }
    Ok(())
}

#[derive(Default)]
struct Last(AtomicU32);

/// The order of changes of one transaction: numbers that rise within the process.
fn number(cloud: &Cloud) -> u32 {
    let last = cloud.locals.get::<Last>();
    last.0.fetch_add(1, Ordering::Relaxed)
}

/// Tables whose places go on where those before them ended, as this process has seen.
struct GoOn(Cache<(u64, u16), ()>);

impl Default for GoOn {
    fn default() -> Self {
        Self(Cache::new(10_000))
    }
}

/// Versions of the store begin anew where its rows were taken over into another one; then places
/// of new changes must still come behind those of old ones.
fn era(cx: &mut Cx, found: &Found) -> Result<u16, AwsError> {
    let table = &found.table;
    let known = cx.cloud.locals.get::<GoOn>();
    let key = (table.id, table.log_era);
    if known.0.get(&key).is_some() {
        return Ok(table.log_era);
    }
    let newest = read::newest(cx.tx, found.scope(cx), table.id)?.unwrap_or_default();
    if (newest.era, newest.version) <= (table.log_era, cx.tx.version()) {
        known.0.insert(key, ());
        return Ok(table.log_era);
    }
    let mut table = Table::clone(table);
    table.log_era = newest.era + 1;
    row::put(cx, found, &table)?;
    Ok(table.log_era)
}
