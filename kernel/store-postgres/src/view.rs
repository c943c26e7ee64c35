//! A view that fetches what it is asked for, and moves on with the database as long as nothing it
//! has shown was written since.

use crate::database::Reader;
use crate::node::Node;
use crate::page::Cursor;
use bytes::Bytes;
use haneul_store::{KeyRange, ReadSet, Result, StoreError, View, Visitor, successor};
use parking_lot::Mutex;
use std::sync::Arc;

pub struct SlidingView {
    node: Arc<Node>,
    reader: Arc<dyn Reader>,
    tries: u32,
    state: Mutex<State>,
}

struct State {
    /// All in `reads` is as of this version.
    version: u64,
    reads: ReadSet,
}

impl SlidingView {
    pub fn new(node: Arc<Node>, reader: Arc<dyn Reader>, tries: u32) -> Self {
        let version = node.version();
        Self {
            node,
            reader,
            tries,
            state: Mutex::new(State {
                version,
                reads: ReadSet::default(),
            }),
        }
    }

    fn recall(&self, key: &[u8]) -> Result<Option<Option<Bytes>>> {
        // In this order: what is in the cache after is right for the version from before.
        let published = self.node.version();
        let Some(known) = self.node.recall(key) else {
            return Ok(None);
        };
        let mut state = self.state.lock();
        if known.since > state.version {
            if known.since > published {
                return Ok(None);
            }
            state.slide(&self.node, published)?;
        }
        state.reads.keys.push(key.to_vec());
        Ok(Some(known.value))
    }

    /// Takes note of what was read as of a version, which the local state has reached.
    fn note(&self, version: u64, mut reads: ReadSet) -> Result<()> {
        let mut state = self.state.lock();
        if version < state.version {
            // Somebody else reads from this view, too, and was served later.
            if self.node.is_overwritten(version, state.version, &reads) {
                return Err(StoreError::Conflict);
            }
        } else {
            state.slide(&self.node, version)?;
        }
        state.reads.keys.append(&mut reads.keys);
        state.reads.ranges.append(&mut reads.ranges);
        Ok(())
    }

    /// Of a page only what was visited counts as read.
    fn forget_behind(&self, noted: &KeyRange, last: &[u8], reverse: bool) {
        let mut state = self.state.lock();
        let place = state
            .reads
            .ranges
            .iter_mut()
            .rev()
            .find(|range| *range == noted);
        match place {
            Some(range) if reverse => range.start = last.to_vec(),
            Some(range) => range.end = Some(successor(last)),
            None => {}
        }
    }
}

impl State {
    fn slide(&mut self, node: &Node, to: u64) -> Result<()> {
        if to > self.version {
            if node.is_overwritten(self.version, to, &self.reads) {
                return Err(StoreError::Conflict);
            }
            self.version = to;
        }
        Ok(())
    }
}

impl View for SlidingView {
    fn version(&self) -> u64 {
        self.state.lock().version
    }

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>> {
        if let Some(value) = self.recall(key)? {
            return Ok(value);
        }
        let (version, value) = self.reader.get(key)?;
        let reads = ReadSet {
            keys: vec![key.to_vec()],
            ranges: Vec::new(),
        };
        self.note(version, reads)?;
        Ok(value)
    }

    fn scan(
        &self,
        range: &KeyRange,
        reverse: bool,
        wanted: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let mut cursor = Cursor::new(range, reverse, wanted, self.tries);
        loop {
            let (version, rows) = self.reader.page(cursor.selection())?;
            let Some(page) = cursor.take(rows) else {
                continue;
            };
            let reads = ReadSet {
                keys: Vec::new(),
                ranges: vec![page.covered.clone()],
            };
            self.note(version, reads)?;
            for (key, value) in &page.rows {
                if visit(key, value).is_break() {
                    self.forget_behind(&page.covered, key, reverse);
                    return Ok(());
                }
            }
            if page.is_last {
                return Ok(());
            }
        }
    }

    fn depend_on(&self, range: &KeyRange) {
        self.state.lock().reads.ranges.push(range.clone());
    }
}
