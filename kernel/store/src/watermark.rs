//! For each table of each scope, the version of the last commit that wrote to it.

use parking_lot::RwLock;
use rustc_hash::FxHashMap;

/// With more tables than this the record starts anew, which only makes caches miss once.
const MAX_TABLES: usize = 100_000;

#[derive(Default)]
pub struct Watermarks(RwLock<Inner>);

#[derive(Default)]
struct Inner {
    versions: FxHashMap<Box<[u8]>, u64>,
    floor: u64,
}

impl Watermarks {
    pub fn starting_at(version: u64) -> Self {
        Self(RwLock::new(Inner {
            versions: FxHashMap::default(),
            floor: version,
        }))
    }

    pub fn get(&self, prefix: &[u8]) -> u64 {
        let inner = self.0.read();
        inner.versions.get(prefix).copied().unwrap_or(inner.floor)
    }

    pub fn reset(&self, version: u64) {
        *self.0.write() = Inner {
            versions: FxHashMap::default(),
            floor: version,
        };
    }

    /// Must happen before readers can see the version.
    pub fn raise<'a>(&self, version: u64, sorted_keys: impl Iterator<Item = &'a [u8]>) {
        let mut inner = self.0.write();
        // The floor is ahead if versions were lost.
        let version = version.max(inner.floor);
        let mut last: &[u8] = &[];
        for prefix in sorted_keys.map(table_prefix) {
            if prefix == last {
                continue;
            }
            last = prefix;
            match inner.versions.get_mut(prefix) {
                Some(entry) => *entry = version,
                None => _ = inner.versions.insert(prefix.into(), version),
            }
        }
        if inner.versions.len() > MAX_TABLES {
            inner.versions.clear();
            inner.floor = version;
        }
    }
}

/// Partition, account, region and table, each with its zero byte; the whole key if it has fewer.
pub(crate) fn table_prefix(key: &[u8]) -> &[u8] {
    let mut zeros = key.iter().enumerate().filter(|(_, byte)| **byte == 0);
    zeros.nth(3).map_or(key, |(at, _)| &key[..=at])
}
