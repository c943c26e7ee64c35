//! What this process knows of the store: how far it has followed the log, and what that said.

use crate::cache::{Known, RowCache};
use crate::entry::{Entry, Keys};
use bytes::Bytes;
use haneul_store::parts::{Ledger, Request, written};
use haneul_store::{ReadSet, Writes};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Node {
    pub ledger: Ledger,
    cache: RowCache,
    /// Everything up to here is in the ledger, and nothing of it is wrong in the cache.
    version: AtomicU64,
    /// Held while the version rises. Names the group it came from, if that is known.
    turn: Mutex<Option<Vec<u8>>>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Taken,
    /// What comes between is missing.
    Gap,
}

impl Node {
    pub fn starting_at(version: u64) -> Self {
        Self {
            ledger: Ledger::starting_at(version),
            cache: RowCache::new(),
            version: AtomicU64::new(version),
            turn: Mutex::new(None),
        }
    }

    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Goes one entry on. One that is known already is passed over.
    pub fn follow(&self, entry: Entry) -> Step {
        let mut turn = self.turn.lock();
        match entry.version.checked_sub(self.version()) {
            Some(1) => {}
            Some(0) | None => return Step::Taken,
            Some(_) => return Step::Gap,
        }
        match entry.keys {
            Keys::Listed(keys) => self.ledger.enter(entry.version, keys, |keys| {
                keys.iter()
                    .for_each(|written| self.cache.forget(&written.key));
            }),
            Keys::Any => self.forget_everything(entry.version),
        }
        *turn = Some(entry.group);
        self.version.store(entry.version, Ordering::Release);
        drop(turn);
        self.ledger.channels.wake(entry.channels.iter());
        Step::Taken
    }

    /// A group of our own is durable. Caches first, then the version, then wake-ups and answers:
    /// who sees the new version sees no older cache, and who is woken sees the new version. The log
    /// may have told of it already.
    pub fn publish(&self, version: u64, group: &[u8], writes: Writes, accepted: Vec<Request>) {
        let mut turn = self.turn.lock();
        let is_new = version == self.version() + 1;
        if is_new {
            let values: Vec<_> = writes.values().cloned().collect();
            self.ledger.enter(version, written(writes), |keys| {
                for (written, value) in keys.iter().zip(values) {
                    self.cache.put(written.key.clone(), version, value);
                }
            });
            *turn = Some(group.to_vec());
            self.version.store(version, Ordering::Release);
        }
        drop(turn);
        if is_new {
            self.ledger.wake(&accepted);
        }
        self.ledger.answer(version, accepted);
    }

    /// The log does not reach back to where we are, or is another one: begin anew at its end.
    pub fn reset(&self, version: u64) {
        let mut turn = self.turn.lock();
        let before = self.version();
        self.forget_everything(version);
        if version < before {
            // What callers keep of versions that are gone must not look fresh.
            self.ledger.watermarks.reset(before + 1);
        }
        *turn = None;
        self.version.store(version, Ordering::Release);
        drop(turn);
        self.ledger.channels.wake_all();
    }

    fn forget_everything(&self, version: u64) {
        self.ledger.reset(version);
        self.cache.clear();
    }

    /// The version and the group that made it.
    pub fn position(&self) -> (u64, Option<Vec<u8>>) {
        let turn = self.turn.lock();
        (self.version(), turn.clone())
    }

    /// Whether something read was written after the first version and up to the second.
    pub fn is_overwritten(&self, after: u64, until: u64, reads: &ReadSet) -> bool {
        self.ledger.history.lock().is_touched(after, until, reads)
    }

    pub fn recall(&self, key: &[u8]) -> Option<Known> {
        self.cache.get(key)
    }

    /// Keeps a row that was read as of `version`, unless it was written since.
    pub fn remember(&self, version: u64, key: Vec<u8>, value: Option<Bytes>) {
        let reads = ReadSet {
            keys: vec![key],
            ranges: Vec::new(),
        };
        // The history stays locked, so that nothing is entered in between.
        let history = self.ledger.history.lock();
        if !history.conflicts(version, &reads) {
            for key in reads.keys {
                self.cache.put(key, version, value.clone());
            }
        }
    }
}
