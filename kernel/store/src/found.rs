//! Collecting the rows of a table's scan.

use crate::key::OwnedKey;
use crate::{Result, StoreError};
use bytes::Bytes;
use std::ops::ControlFlow;

/// Rows on their way out of a scan; keys without the table's prefix.
pub(crate) struct Found {
    pub rows: Vec<(Vec<u8>, Bytes)>,
    limit: usize,
    skip: usize,
}

impl Found {
    pub fn new(limit: usize, skip: usize) -> Self {
        Self {
            rows: Vec::new(),
            limit,
            skip,
        }
    }

    pub fn take(&mut self, key: &[u8], value: &Bytes) -> ControlFlow<()> {
        if self.rows.len() < self.limit {
            self.rows.push((key[self.skip..].to_vec(), value.clone()));
        }
        if self.rows.len() < self.limit {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

pub(crate) fn decode_key<K: OwnedKey>(mut bytes: &[u8]) -> Result<K> {
    let key = K::decode(&mut bytes)?;
    if bytes.is_empty() {
        Ok(key)
    } else {
        Err(StoreError::corrupt("a key with too many parts"))
    }
}
