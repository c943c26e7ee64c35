//! Rows this node has seen, valid until the log says otherwise.

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

const BYTES: u64 = 64 << 20;
/// For the cache's own first size: a row with its key.
const USUAL_ROW: u64 = 512;

pub struct RowCache(Cache<Vec<u8>, Known, Weight>);

/// A row, or that there is none, in all versions from `since` on.
#[derive(Clone)]
pub struct Known {
    pub since: u64,
    pub value: Option<Bytes>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Vec<u8>, Known> for Weight {
    fn weight(&self, key: &Vec<u8>, known: &Known) -> u64 {
        let value = known.value.as_ref().map_or(0, Bytes::len);
        (key.len() + value + 96) as u64
    }
}

impl RowCache {
    pub fn new() -> Self {
        Self(Cache::with_weighter(
            (BYTES / USUAL_ROW) as usize,
            BYTES,
            Weight,
        ))
    }

    pub fn get(&self, key: &[u8]) -> Option<Known> {
        self.0.get(key)
    }

    pub fn put(&self, key: Vec<u8>, since: u64, value: Option<Bytes>) {
        self.0.insert(key, Known { since, value });
    }

    pub fn forget(&self, key: &[u8]) {
        self.0.remove(key);
    }

    pub fn clear(&self) {
        self.0.clear();
    }
}
