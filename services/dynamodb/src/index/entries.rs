//! Entries of indexes: which an item has, and how they follow its changes.

use crate::index::row::{Index, Projection};
use crate::item::key::{self, Primary};
use crate::item::row::Packed;
use crate::table::row::Table;
use haneul_expression::{Item, item_size};
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Table as Rows, Tx};
use md5::{Digest, Md5};

/// Table and index, hash of the index's partition key, that key, the index's sort key and what
/// tells apart the items that have the same.
pub type EntryKey = ((u64, u32), u64, Vec<u8>, (Vec<u8>, Vec<u8>));

pub static ENTRIES: Rows<EntryKey, Packed> = Rows::new("dynamodb_entry").sealed();

/// Primary keys up to this length stand in entries' keys themselves.
const SHORT: usize = 256;

/// The two parts of a primary key in one, so that entries of the same index key are in the order of
/// their items; long ones as a digest, since keys of rows have a bound.
pub fn apart((partition, sort): (&[u8], &[u8])) -> Vec<u8> {
    let length = partition.len() + sort.len();
    if length > SHORT {
        let mut digest = Md5::new();
        digest.update((partition.len() as u64).to_be_bytes());
        digest.update(partition);
        digest.update(sort);
        return digest.finalize().to_vec();
    }
    haneul_store::key_bytes(&(partition, sort))
}

/// Where the entry of an item lies in an index, if it has all of the index's keys.
pub fn place(
    table: &Table,
    index: &Index,
    primary: (&[u8], &[u8]),
    item: &Item,
) -> Option<EntryKey> {
    let own = key::of_index(&index.keys, item)?;
    Some(place_of(table, index, own, primary))
}

/// `own`: the keys that the index has of the item.
pub fn place_of(table: &Table, index: &Index, own: Primary, primary: (&[u8], &[u8])) -> EntryKey {
    (
        (table.id, index.number),
        own.hash,
        own.partition,
        (own.sort, apart(primary)),
    )
}

/// What of an item an index has.
pub fn projected(table: &Table, index: &Index, item: &Item) -> Item {
    let keep = |name: &String| {
        table.keys.has(name)
            || index.keys.has(name)
            || match &index.projection {
                Projection::All => true,
                Projection::Keys => false,
                Projection::Include(names) => names.binary_search(name).is_ok(),
            }
    };
    let kept = item.iter().filter(|(name, _)| keep(name));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Writes an item's entry into an index that is filled.
pub fn fill(
    tx: &mut Tx,
    scope: Scope<'_>,
    table: &Table,
    index: &Index,
    primary: (&[u8], &[u8]),
    item: &Item,
) -> Result<(), AwsError> {
    let Some(place) = place(table, index, primary, item) else {
        return Ok(());
    };
    // Who writes the item meanwhile writes its entry, too: this depends on the item as it was read.
    let row = (table.id, key::hash(primary.0), primary.0, primary.1);
    tx.depend_on(crate::item::row::ITEMS.place(scope, &row)?);
    let entry = Packed::of(&projected(table, index, item));
    Ok(ENTRIES.put(tx, scope, &place, &entry)?)
}

/// What becomes of an item's entry in an index.
pub struct Step {
    gone: Option<EntryKey>,
    put: Option<(EntryKey, Packed)>,
    /// Of the entries that are written for it.
    pub sizes: Vec<usize>,
}

impl Step {
    /// What an index has to do to follow the change of an item; nothing where it stays the same.
    pub fn of(
        table: &Table,
        index: &Index,
        primary: (&[u8], &[u8]),
        old: Option<&Item>,
        new: Option<&Item>,
    ) -> Option<Step> {
        let entry = |item: Option<&Item>| {
            let item = item?;
            let place = place(table, index, primary, item)?;
            Some((place, projected(table, index, item)))
        };
        let (old, new) = (entry(old), entry(new));
        if old == new {
            return None;
        }
        let was = old.as_ref().map(|(_, item)| item_size(item));
        let put = new.map(|(place, item)| (place, Packed::of(&item)));
        let is = put.as_ref().map(|(_, packed)| packed.size());
        let same = |(place, _): &(EntryKey, Packed)| {
            old.as_ref().is_some_and(|(before, _)| before == place)
        };
        if put.as_ref().is_some_and(same) {
            return Some(Step {
                gone: None,
                put,
                sizes: vec![was.max(is).unwrap_or_default()],
            });
        }
        Some(Step {
            gone: old.map(|(place, _)| place),
            put,
            sizes: was.into_iter().chain(is).collect(),
        })
    }

    pub fn apply(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<(), AwsError> {
        if let Some(gone) = &self.gone {
            ENTRIES.delete(tx, scope, gone)?;
        }
        if let Some((place, packed)) = &self.put {
            ENTRIES.put(tx, scope, place, packed)?;
        }
        Ok(())
    }
}
