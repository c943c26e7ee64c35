//! Rows in memory: an ordered map that keeps, for each key, the versions open views may need.

use crate::backend::Backend;
use crate::engine::{View, Visitor, Writes};
use crate::{KeyRange, Result};
use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use std::collections::{BTreeMap, VecDeque};
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Default)]
pub(crate) struct Memory {
    state: Arc<State>,
    version: AtomicU64,
}

#[derive(Default)]
struct State {
    rows: RwLock<BTreeMap<Vec<u8>, Versions>>,
    /// Open views by version.
    open: Mutex<BTreeMap<u64, usize>>,
    /// Keys that had a reason to be cleaned at a version, oldest first.
    stale: Mutex<VecDeque<(u64, Vec<u8>)>>,
}

/// Oldest first.
type Versions = Vec<(u64, Option<Bytes>)>;

impl Backend for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn last_version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn ready(&self) -> Result<u64> {
        Ok(self.last_version())
    }

    fn view(&self, version: u64) -> Result<Arc<dyn View>> {
        *self.state.open.lock().entry(version).or_default() += 1;
        Ok(Arc::new(MemoryView {
            version,
            state: self.state.clone(),
        }))
    }

    fn apply(&self, version: u64, writes: &Writes) -> Result<()> {
        let mut rows = self.state.rows.write();
        let mut stale = self.state.stale.lock();
        for (key, value) in writes {
            put_version(&mut rows, &mut stale, version, key, value);
        }
        let oldest = self
            .state
            .open
            .lock()
            .keys()
            .next()
            .copied()
            .unwrap_or(version);
        while stale.front().is_some_and(|(at, _)| *at <= oldest) {
            if let Some((_, key)) = stale.pop_front() {
                clean(&mut rows, &key, oldest);
            }
        }
        self.version.store(version, Ordering::Release);
        Ok(())
    }
}

fn put_version(
    rows: &mut BTreeMap<Vec<u8>, Versions>,
    stale: &mut VecDeque<(u64, Vec<u8>)>,
    version: u64,
    key: &[u8],
    value: &Option<Bytes>,
) {
    match rows.get_mut(key) {
        Some(versions) => {
            versions.push((version, value.clone()));
            stale.push_back((version, key.to_vec()));
        }
        None if value.is_some() => {
            rows.insert(key.to_vec(), vec![(version, value.clone())]);
        }
        None => {}
    }
}

/// Drops the versions no view from `oldest` on can see.
fn clean(rows: &mut BTreeMap<Vec<u8>, Versions>, key: &[u8], oldest: u64) {
    let Some(versions) = rows.get_mut(key) else {
        return;
    };
    let visible = versions.partition_point(|(version, _)| *version <= oldest);
    versions.drain(..visible.saturating_sub(1));
    if let [(version, None)] = versions.as_slice() {
        if *version <= oldest {
            rows.remove(key);
        }
    }
}

struct MemoryView {
    version: u64,
    state: Arc<State>,
}

impl MemoryView {
    fn pick<'a>(&self, versions: &'a Versions) -> Option<&'a Bytes> {
        let visible = versions
            .iter()
            .rev()
            .find(|(version, _)| *version <= self.version);
        visible.and_then(|(_, value)| value.as_ref())
    }
}

impl View for MemoryView {
    fn version(&self) -> u64 {
        self.version
    }

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>> {
        let rows = self.state.rows.read();
        Ok(rows
            .get(key)
            .and_then(|versions| self.pick(versions))
            .cloned())
    }

    fn scan(
        &self,
        range: &KeyRange,
        reverse: bool,
        _: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let from = Bound::Included(range.start.as_slice());
        let to = range
            .end
            .as_deref()
            .map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.state.rows.read_recursive();
        let mut rows = rows.range::<[u8], _>((from, to));
        while let Some((key, versions)) = if reverse {
            rows.next_back()
        } else {
            rows.next()
        } {
            if let Some(value) = self.pick(versions) {
                if visit(key, value) == ControlFlow::Break(()) {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Drop for MemoryView {
    fn drop(&mut self) {
        let mut open = self.state.open.lock();
        if let Some(count) = open.get_mut(&self.version) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.version);
            }
        }
    }
}
