//! How many items a table and its indexes have, and how large they are: counted every six hours, as
//! AWS does, so that writes of different items have nothing in common.

use crate::index::entries::ENTRIES;
use crate::item::collection::{self, GIGABYTE};
use crate::item::row::ITEMS;
use crate::table::Found;
use crate::table::row::{GLOBAL, PLACES, TABLES, Table};
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::{Scope, Span, Stored, Table as Rows};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    let (mut stats, mut tally) = (Stats::default(), Tally::default());
    (stats.items, stats.bytes) = items(cloud, scope, &table, &mut tally).await?;
    for index in &table.indexes {
        let tally = index.is_local.then_some(&mut tally);
        let (items, bytes) = entries(cloud, scope, &table, index.number, tally).await?;
        stats
            .indexes
            .push((index.number, items, bytes + items * OVERHEAD));
    }
    let large = match table.indexes.iter().any(|index| index.is_local) {
        true => tally.large(),
        false => Vec::new(),
    };
    let write = cloud.store.transact(|tx| {
        // The table may be gone by now.
        let now = TABLES.get(tx, scope, name)?;
        if now.is_none_or(|now| now.id != table.id) {
            return Ok(());
        }
        collection::remember(tx, scope, table.id, &large)?;
        STATS.put(tx, scope, &table.id, &stats)
    });
    Ok(write.await?)
}

/// Sizes of collections as rows of them come by, one after another.
#[derive(Default)]
struct Tally {
    current: Option<(Collected, i64)>,
    /// Those that are large enough to become large with their entries.
    known: BTreeMap<Collected, i64>,
}

/// Hash and partition key.
type Collected = (u64, Vec<u8>);

impl Tally {
    fn add(&mut self, hash: u64, partition: &[u8], bytes: i64) {
        match &mut self.current {
            Some(((known, key), sum)) if *known == hash && key == partition => *sum += bytes,
            _ => {
                self.end();
                self.current = Some(((hash, partition.to_vec()), bytes));
            }
        }
    }

    /// The rows of a table or an index have come to their end.
    fn end(&mut self) {
        let Some((key, bytes)) = self.current.take() else {
            return;
        };
        // Of a large collection the items themselves are a part that is not small.
        if bytes >= GIGABYTE / 16 || self.known.contains_key(&key) {
            *self.known.entry(key).or_default() += bytes;
        }
    }

    fn large(self) -> Vec<(Collected, i64)> {
        let all = self.known.into_iter();
        all.filter(|(_, bytes)| *bytes >= GIGABYTE).collect()
    }
}

async fn items(
    cloud: &Cloud,
    scope: Scope<'_>,
    table: &Table,
    tally: &mut Tally,
) -> Result<(i64, i64), AwsError> {
    let (mut count, mut bytes) = (0, 0);
    let mut span = Span::prefix(&(table.id,));
    loop {
        let rows = cloud
            .store
            .read(|tx| ITEMS.scan_sized(tx, scope, span.clone(), PIECE, false))?;
        count += rows.len() as i64;
        for ((_, hash, partition, _), item) in &rows {
            bytes += item.size() as i64;
            tally.add(*hash, partition, item.size() as i64);
        }
        match rows.last() {
            Some((key, _)) => span = span.after(key),
            None => {
                tally.end();
                return Ok((count, bytes));
            }
        }
        tokio::task::yield_now().await;
    }
}

async fn entries(
    cloud: &Cloud,
    scope: Scope<'_>,
    table: &Table,
    index: u32,
    mut tally: Option<&mut Tally>,
) -> Result<(i64, i64), AwsError> {
    let (mut count, mut bytes) = (0, 0);
    let mut span = Span::prefix(&(table.id, index));
    loop {
        let rows = cloud
            .store
            .read(|tx| ENTRIES.scan_sized(tx, scope, span.clone(), PIECE, false))?;
        count += rows.len() as i64;
        for ((_, hash, partition, _), item) in &rows {
            bytes += item.size() as i64;
            if let Some(tally) = &mut tally {
                tally.add(*hash, partition, item.size() as i64 + OVERHEAD);
            }
        }
        match rows.last() {
            Some((key, _)) => span = span.after(key),
            None => {
                if let Some(tally) = tally {
                    tally.end();
                }
                return Ok((count, bytes));
            }
        }
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_is_its_items_and_their_entries() {
        let mut tally = Tally::default();
        for (hash, bytes) in [(1, GIGABYTE / 2), (1, GIGABYTE / 4), (2, GIGABYTE / 2)] {
            tally.add(hash, b"k", bytes);
        }
        tally.end();
        for (hash, bytes) in [(1, GIGABYTE / 4), (2, GIGABYTE / 4), (3, GIGABYTE / 64)] {
            tally.add(hash, b"k", bytes);
        }
        tally.end();
        assert_eq!(tally.large(), [((1, b"k".to_vec()), GIGABYTE)]);
    }
}
