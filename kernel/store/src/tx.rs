//! A transaction: a snapshot, what was read from it, and what is to be written.

use crate::engine::{Commit, ReadSet, View, Writes};
use crate::limits::{MAX_TRANSACTION, check_key};
use crate::merge::merged_scan;
use crate::seal::Formats;
use crate::sequence::Stamp;
use crate::{Append, KeyRange, Result, StoreError};
use bytes::Bytes;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub struct Tx {
    view: Arc<dyn View>,
    /// Keys read from the snapshot, with what was found.
    seen: HashMap<Vec<u8>, Option<Bytes>>,
    ranges: Vec<KeyRange>,
    writes: Writes,
    appends: Vec<Append>,
    stamps: Vec<Stamp>,
    size: usize,
    notify: Vec<String>,
    read_only: bool,
    formats: Formats,
    /// Set by a read that failed because its snapshot could not be held.
    stale: AtomicBool,
}

impl Tx {
    pub(crate) fn new(view: Arc<dyn View>, read_only: bool, formats: Formats) -> Self {
        Self {
            view,
            seen: HashMap::new(),
            ranges: Vec::new(),
            writes: Writes::new(),
            appends: Vec::new(),
            stamps: Vec::new(),
            size: 0,
            notify: Vec::new(),
            read_only,
            formats,
            stale: AtomicBool::new(false),
        }
    }

    /// Rows are written so that whoever knows this level of stored formats can read them.
    pub fn level(&self) -> u32 {
        self.formats.level
    }

    pub(crate) fn formats(&self) -> &Formats {
        &self.formats
    }

    /// The version of the snapshot.
    pub fn version(&self) -> u64 {
        self.view.version()
    }

    /// Whether something could not be read as of the same moment as the rest: whatever was made of
    /// it, begin anew.
    pub fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

    fn fetch(&self, key: &[u8]) -> Result<Option<Bytes>> {
        self.note(self.view.get(key))
    }

    fn note<T>(&self, outcome: Result<T>) -> Result<T> {
        if matches!(outcome, Err(StoreError::Conflict)) {
            self.stale.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Whether there is anything to commit.
    pub fn is_dirty(&self) -> bool {
        !(self.writes.is_empty()
            && self.appends.is_empty()
            && self.stamps.is_empty()
            && self.notify.is_empty())
    }

    /// Reads a key; the commit fails if someone else writes it meanwhile.
    pub fn get(&mut self, key: &[u8]) -> Result<Option<Bytes>> {
        if let Some(value) = self.writes.get(key) {
            return Ok(value.clone());
        }
        if self.read_only {
            return self.fetch(key);
        }
        if let Some(value) = self.seen.get(key) {
            return Ok(value.clone());
        }
        let value = self.fetch(key)?;
        self.seen.insert(key.to_vec(), value.clone());
        Ok(value)
    }

    /// Reads a key without minding whether it changes before the commit.
    pub fn get_untracked(&self, key: &[u8]) -> Result<Option<Bytes>> {
        let known = self.writes.get(key).or_else(|| self.seen.get(key));
        known.map_or_else(|| self.fetch(key), |value| Ok(value.clone()))
    }

    /// Makes the commit depend on a key that was read elsewhere, from a cache of this version.
    pub fn depend_on(&mut self, range: impl Into<KeyRange>) {
        let range = range.into();
        self.view.depend_on(&range);
        if !self.read_only {
            self.ranges.push(range);
        }
    }

    pub fn put(&mut self, key: &[u8], value: impl Into<Bytes>) -> Result<()> {
        check_key(key)?;
        self.write(key, Some(value.into()))
    }

    pub fn delete(&mut self, key: &[u8]) -> Result<()> {
        check_key(key)?;
        self.write(key, None)
    }

    fn write(&mut self, key: &[u8], value: Option<Bytes>) -> Result<()> {
        if self.read_only {
            return Err(StoreError::Misuse("a write in a read-only transaction"));
        }
        self.size += key.len() + value.as_ref().map_or(0, Bytes::len);
        if self.size > MAX_TRANSACTION {
            return Err(StoreError::TooLarge);
        }
        match self.writes.get_mut(key) {
            Some(slot) => {
                self.size -= key.len() + slot.as_ref().map_or(0, Bytes::len);
                *slot = value;
            }
            None => _ = self.writes.insert(key.to_vec(), value),
        }
        Ok(())
    }

    pub(crate) fn append(&mut self, append: Append) -> Result<()> {
        if self.read_only {
            return Err(StoreError::Misuse("a write in a read-only transaction"));
        }
        self.size += append.prefix.len() + append.entry.len();
        if self.size > MAX_TRANSACTION {
            return Err(StoreError::TooLarge);
        }
        self.appends.push(append);
        Ok(())
    }

    pub(crate) fn stamp(&mut self, stamp: Stamp) -> Result<()> {
        if self.read_only {
            return Err(StoreError::Misuse("a write in a read-only transaction"));
        }
        check_key(&stamp.prefix)?;
        self.size += stamp.prefix.len() + stamp.value.len();
        if self.size > MAX_TRANSACTION {
            return Err(StoreError::TooLarge);
        }
        self.stamps.push(stamp);
        Ok(())
    }

    /// Up to `limit` rows of the range, from its end if `reverse`. Only what was looked at counts
    /// as read: not what lies behind the last row of a scan that reached its limit.
    pub fn scan(
        &mut self,
        range: impl Into<KeyRange>,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<(Vec<u8>, Bytes)>> {
        let mut rows = Vec::new();
        self.scan_about(range, reverse, limit, collect(&mut rows, limit))?;
        Ok(rows)
    }

    pub fn scan_untracked(
        &self,
        range: impl Into<KeyRange>,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<(Vec<u8>, Bytes)>> {
        let mut rows = Vec::new();
        self.scan_raw(
            &range.into(),
            reverse,
            limit,
            &mut collect(&mut rows, limit),
        )?;
        Ok(rows)
    }

    /// Calls `visit` for each row until it breaks.
    pub fn scan_with(
        &mut self,
        range: impl Into<KeyRange>,
        reverse: bool,
        visit: impl FnMut(&[u8], &Bytes) -> ControlFlow<()>,
    ) -> Result<()> {
        self.scan_about(range, reverse, usize::MAX, visit)
    }

    /// The same when about so many rows are wanted.
    pub(crate) fn scan_about(
        &mut self,
        range: impl Into<KeyRange>,
        reverse: bool,
        wanted: usize,
        mut visit: impl FnMut(&[u8], &Bytes) -> ControlFlow<()>,
    ) -> Result<()> {
        let mut range = range.into();
        let mut stopped_at = None;
        self.scan_raw(&range, reverse, wanted, &mut |key, value| {
            let flow = visit(key, value);
            if flow.is_break() {
                stopped_at = Some(key.to_vec());
            }
            flow
        })?;
        if self.read_only {
            return Ok(());
        }
        match stopped_at {
            Some(key) if reverse => range.start = key,
            Some(key) => range.end = Some(crate::range::successor(&key)),
            None => {}
        }
        self.ranges.push(range);
        Ok(())
    }

    pub fn scan_untracked_with(
        &self,
        range: impl Into<KeyRange>,
        reverse: bool,
        mut visit: impl FnMut(&[u8], &Bytes) -> ControlFlow<()>,
    ) -> Result<()> {
        self.scan_raw(&range.into(), reverse, usize::MAX, &mut visit)
    }

    pub(crate) fn scan_raw(
        &self,
        range: &KeyRange,
        reverse: bool,
        wanted: usize,
        visit: &mut dyn FnMut(&[u8], &Bytes) -> ControlFlow<()>,
    ) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let view = self.view.as_ref();
        self.note(merged_scan(
            view,
            &self.writes,
            range,
            reverse,
            wanted,
            visit,
        ))
    }

    /// Deletes every key of the range; how many there were.
    pub fn delete_range(&mut self, range: impl Into<KeyRange>) -> Result<usize> {
        let mut keys = Vec::new();
        self.scan_with(range, false, |key, _| {
            keys.push(key.to_vec());
            ControlFlow::Continue(())
        })?;
        for key in &keys {
            self.delete(key)?;
        }
        Ok(keys.len())
    }

    /// Every key of these ranges, whatever the limit on transactions.
    pub(crate) fn delete_all_of(&mut self, ranges: Vec<KeyRange>) -> Result<()> {
        let mut keys = Vec::new();
        for range in ranges {
            self.scan_with(range, false, |key, _| {
                keys.push(key.to_vec());
                ControlFlow::Continue(())
            })?;
        }
        self.writes = keys.into_iter().map(|key| (key, None)).collect();
        Ok(())
    }

    /// Wakes the watches of a channel once this transaction is durable.
    pub fn notify(&mut self, channel: impl Into<String>) {
        let channel = channel.into();
        if !self.notify.contains(&channel) {
            self.notify.push(channel);
        }
    }

    pub(crate) fn into_commit(self) -> Commit {
        Commit {
            read_version: self.view.version(),
            reads: ReadSet {
                keys: self.seen.into_keys().collect(),
                ranges: self.ranges,
            },
            writes: self.writes,
            appends: self.appends,
            stamps: self.stamps,
            notify: self.notify,
        }
    }
}

fn collect(
    rows: &mut Vec<(Vec<u8>, Bytes)>,
    limit: usize,
) -> impl FnMut(&[u8], &Bytes) -> ControlFlow<()> {
    move |key, value| {
        if rows.len() < limit {
            rows.push((key.to_vec(), value.clone()));
        }
        if rows.len() < limit {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}
