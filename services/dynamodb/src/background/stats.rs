//! How many items a table and its indexes have, and how large they are: counted every six hours, as
//! AWS does, so that writes of different items have nothing in common.

use crate::index::entries::ENTRIES;
use crate::item::row::ITEMS;
use crate::table::Found;
use crate::table::row::{GLOBAL, PLACES, TABLES, Table};
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::{Scope, Span, Stored, Table as Rows};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// By the table's id.
pub static STATS: Rows<u64, Stats> = Rows::new("dynamodb_stats");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    pub items: i64,
    pub bytes: i64,
    /// Number, items and bytes.
    pub indexes: Vec<(u32, i64, i64)>,
}

impl Stored for Stats {
    const VERSION: u32 = 1;
}

impl Stats {
    /// Items and bytes of an index.
    pub fn of_index(&self, number: u32) -> (i64, i64) {
        let found = self.indexes.iter().find(|(known, _, _)| *known == number);
        found.map_or((0, 0), |(_, items, bytes)| (*items, *bytes))
    }
}

pub fn of(cx: &mut Cx, found: &Found) -> Result<Stats, AwsError> {
    let scope = found.scope(cx);
    let stats = STATS.get_untracked(cx.tx, scope, &found.table.id)?;
    Ok(stats.unwrap_or_default())
}

type Place = (String, String, String, String);

const TABLES_AT_ONCE: usize = 100;
/// Rows looked at in one piece, and bytes of them.
const PIECE: (usize, usize) = (2_000, 1 << 20);
/// What AWS adds for each entry of an index.
const OVERHEAD: i64 = 100;

pub fn count() -> Reconciler {
    Reconciler {
        name: "dynamodb count",
        every: Duration::from_secs(6 * 3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut span = Span::all();
    loop {
        let places = cloud
            .store
            .read(|tx| PLACES.keys(tx, GLOBAL, span.clone(), TABLES_AT_ONCE, false))?;
        for place in &places {
            of_table(&cloud, place).await?;
        }
        match places.last() {
            Some(place) if places.len() == TABLES_AT_ONCE => span = span.after(place),
            _ => return Ok(()),
        }
    }
}

async fn of_table(cloud: &Cloud, place: &Place) -> Result<(), AwsError> {
    let (partition, account, region, name) = place;
    let scope = Scope::new(partition, account, region);
    let table = cloud.store.read(|tx| TABLES.get(tx, scope, name))?;
    let Some(table) = table else { return Ok(()) };
    let mut stats = Stats::default();
    (stats.items, stats.bytes) = items(cloud, scope, &table).await?;
    for index in &table.indexes {
        let (items, bytes) = entries(cloud, scope, &table, index.number).await?;
        stats
            .indexes
            .push((index.number, items, bytes + items * OVERHEAD));
    }
    let write = cloud.store.transact(|tx| {
        // The table may be gone by now.
        match TABLES.get(tx, scope, name)? {
            Some(now) if now.id == table.id => STATS.put(tx, scope, &table.id, &stats),
            _ => Ok(()),
        }
    });
    Ok(write.await?)
}

async fn items(cloud: &Cloud, scope: Scope<'_>, table: &Table) -> Result<(i64, i64), AwsError> {
    let (mut count, mut bytes) = (0, 0);
    let mut span = Span::prefix(&(table.id,));
    loop {
        let rows = cloud
            .store
            .read(|tx| ITEMS.scan_sized(tx, scope, span.clone(), PIECE, false))?;
        count += rows.len() as i64;
        bytes += rows.iter().map(|(_, item)| item.size() as i64).sum::<i64>();
        match rows.last() {
            Some((key, _)) => span = span.after(key),
            None => return Ok((count, bytes)),
        }
        tokio::task::yield_now().await;
    }
}

async fn entries(
    cloud: &Cloud,
    scope: Scope<'_>,
    table: &Table,
    index: u32,
) -> Result<(i64, i64), AwsError> {
    let (mut count, mut bytes) = (0, 0);
    let mut span = Span::prefix(&(table.id, index));
    loop {
        let rows = cloud
            .store
            .read(|tx| ENTRIES.scan_sized(tx, scope, span.clone(), PIECE, false))?;
        count += rows.len() as i64;
        bytes += rows.iter().map(|(_, item)| item.size() as i64).sum::<i64>();
        match rows.last() {
            Some((key, _)) => span = span.after(key),
            None => return Ok((count, bytes)),
        }
        tokio::task::yield_now().await;
    }
}
