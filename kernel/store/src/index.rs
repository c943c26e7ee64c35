//! Secondary indexes: other ways to find a table's rows, kept right by the table itself.

use crate::{Result, StoreError};
use std::collections::BTreeSet;

/// Declared beside its table. `keys` gives the encoded keys (see [`crate::key_bytes`]) a row is
/// to be found by: none, one or several.
pub struct Index<K, V> {
    pub name: &'static str,
    pub keys: fn(&K, &V) -> Vec<Vec<u8>>,
}

impl<K, V> Index<K, V> {
    pub const fn new(name: &'static str, keys: fn(&K, &V) -> Vec<Vec<u8>>) -> Self {
        Self { name, keys }
    }

    pub(crate) fn keys_of(&self, key: &K, value: Option<&V>) -> BTreeSet<Vec<u8>> {
        value
            .map(|value| (self.keys)(key, value))
            .unwrap_or_default()
            .into_iter()
            .collect()
    }
}

pub(crate) const SEPARATOR: &str = "@";

/// An entry is the index key followed by the row's key; its value says where the latter begins.
pub(crate) fn entry_value(index_key: &[u8]) -> Vec<u8> {
    (index_key.len() as u32).to_be_bytes().to_vec()
}

/// The row's key out of an entry (without the index's prefix).
pub(crate) fn row_key<'a>(entry: &'a [u8], value: &[u8]) -> Result<&'a [u8]> {
    let at = value.try_into().map(u32::from_be_bytes).ok();
    at.and_then(|at| entry.get(at as usize..))
        .ok_or_else(|| StoreError::corrupt("an index entry"))
}
