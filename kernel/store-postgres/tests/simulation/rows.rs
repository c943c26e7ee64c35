//! Reading the database: as nodes do, and as the checks do, at any version.

use super::tables::{Flaw, Tables};
use crate::long_keys;
use crate::page::{Selection, StoredRow};
use bytes::Bytes;

pub type Rows = Vec<(Vec<u8>, Bytes)>;

impl Tables {
    pub fn get(&self, key: &[u8]) -> (u64, Option<Bytes>) {
        let stored = long_keys::stored(key);
        let row = self.rows.get(stored.as_ref());
        let value = row.map(|(_, value)| value.clone());
        match self.flaw {
            Some(Flaw::OldRows) => (self.head, self.at(&stored, self.head.saturating_sub(1))),
            _ => (self.head, value),
        }
    }

    pub fn page(&self, selection: &Selection) -> (u64, Vec<StoredRow>) {
        let range = self
            .rows
            .range(selection.start.clone()..selection.end.clone());
        let row = |(stored, (long, value)): (&Vec<u8>, &(Option<Vec<u8>>, Bytes))| StoredRow {
            stored: stored.clone(),
            key: long.clone().unwrap_or_else(|| stored.clone()),
            value: value.clone(),
        };
        let limit = selection.limit as usize;
        let rows = match selection.reverse {
            true => range.rev().take(limit).map(row).collect(),
            false => range.take(limit).map(row).collect(),
        };
        (self.head, rows)
    }

    /// A row as it was.
    pub fn at(&self, key: &[u8], version: u64) -> Option<Bytes> {
        let versions = self.history.get(key)?;
        let until = versions.partition_point(|(at, _)| *at <= version);
        versions[..until]
            .last()
            .and_then(|(_, value)| value.clone())
    }

    /// The rows under a prefix as they were.
    pub fn all_at(&self, prefix: &[u8], version: u64) -> Rows {
        let keys = self.history.range(prefix.to_vec()..);
        let keys = keys.take_while(|(key, _)| key.starts_with(prefix));
        let row = |(key, _): (&Vec<u8>, _)| Some((key.clone(), self.at(key, version)?));
        keys.filter_map(row).collect()
    }

    /// All there ever were.
    pub fn keys(&self) -> Vec<Vec<u8>> {
        self.history.keys().cloned().collect()
    }

    /// Which versions wrote a row.
    pub fn written(&self, key: &[u8]) -> Vec<u64> {
        let versions = self.history.get(key);
        versions.map_or(Vec::new(), |all| all.iter().map(|(at, _)| *at).collect())
    }

    /// Shortens the log to what is younger than this; how many entries went.
    pub fn trim(&mut self, milliseconds: u64) -> usize {
        let before = self.log.len();
        let now = self.now;
        self.log.retain(|_, logged| logged.at + milliseconds >= now);
        before - self.log.len()
    }
}
