//! Items of one partition key in a table with local indexes: together with their entries they may
//! have 10 GB. How large they are is counted with the tables, every six hours; a collection that is
//! not remembered has less than a gigabyte.

use crate::errors;
use crate::item::key::Primary;
use crate::shapes::ItemCollectionMetrics;
use crate::table::Found;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, StoreError, Stored, Table as Rows, Tx};
use serde::{Deserialize, Serialize};

/// Of large collections: table, hash of the partition key, partition key.
pub static COLLECTIONS: Rows<(u64, u64, Vec<u8>), Collection> = Rows::new("dynamodb_collection");

pub const GIGABYTE: i64 = 1 << 30;
const MOST: i64 = 10 * GIGABYTE;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Collection {
    pub bytes: i64,
}

impl Stored for Collection {
    const VERSION: u32 = 1;
}

/// Of a write that may make it larger: refused where it is full. `item` has at least the key.
pub fn of_write(
    cx: &mut Cx,
    found: &Found,
    (primary, item): (&Primary, &Item),
    asked: Option<&str>,
) -> Result<Option<ItemCollectionMetrics>, AwsError> {
    let Some(bytes) = size(cx, found, primary)? else {
        return Ok(None);
    };
    match bytes >= MOST {
        true => Err(errors::collection_too_large()),
        false => Ok(metrics(found, item, asked, bytes)),
    }
}

pub fn of_delete(
    cx: &mut Cx,
    found: &Found,
    (primary, item): (&Primary, &Item),
    asked: Option<&str>,
) -> Result<Option<ItemCollectionMetrics>, AwsError> {
    let bytes = size(cx, found, primary)?;
    Ok(bytes.and_then(|bytes| metrics(found, item, asked, bytes)))
}

/// Nothing for tables without local indexes.
fn size(cx: &mut Cx, found: &Found, primary: &Primary) -> Result<Option<i64>, AwsError> {
    if !found.table.indexes.iter().any(|index| index.is_local) {
        return Ok(None);
    }
    let scope = found.scope(cx);
    let key = (found.table.id, primary.hash, primary.partition.as_slice());
    let known = COLLECTIONS.get_untracked(cx.tx, scope, &key)?;
    Ok(Some(known.map_or(0, |known| known.bytes)))
}

fn metrics(
    found: &Found,
    item: &Item,
    asked: Option<&str>,
    bytes: i64,
) -> Option<ItemCollectionMetrics> {
    asked.filter(|asked| *asked == "SIZE")?;
    let (name, value) = item.get_key_value(&found.table.keys.hash.name)?;
    let least = (bytes / GIGABYTE) as f64;
    Some(ItemCollectionMetrics {
        item_collection_key: Some(Item::from([(name.clone(), value.clone())]).into()),
        size_estimate_range_gb: Some(vec![least, least + 1.0]),
    })
}

/// These are the large collections of a table now, by hash and partition key.
pub fn remember(
    tx: &mut Tx,
    scope: Scope<'_>,
    table: u64,
    large: &[((u64, Vec<u8>), i64)],
) -> Result<(), StoreError> {
    for key in COLLECTIONS.keys(tx, scope, Span::prefix(&(table,)), usize::MAX, false)? {
        COLLECTIONS.delete(tx, scope, &key)?;
    }
    for ((hash, partition), bytes) in large {
        let key = (table, *hash, partition.as_slice());
        COLLECTIONS.put(tx, scope, &key, &Collection { bytes: *bytes })?;
    }
    Ok(())
}
