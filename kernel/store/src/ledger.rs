//! What every engine keeps of its commits: the keys written lately, the watermarks, who waits.

use crate::StoreError;
use crate::engine::{Commit, EngineStats, Group, Writes};
use crate::history::{History, Written, touches};
use crate::queue::Request;
use crate::watch::Channels;
use crate::watermark::Watermarks;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Ledger {
    pub history: Arc<Mutex<History>>,
    pub watermarks: Watermarks,
    pub channels: Channels,
    commits: AtomicU64,
    groups: AtomicU64,
    conflicts: AtomicU64,
}

impl Ledger {
    pub fn starting_at(version: u64) -> Self {
        Self {
            history: Arc::new(Mutex::new(History::starting_at(version))),
            watermarks: Watermarks::starting_at(version),
            channels: Channels::default(),
            commits: AtomicU64::new(0),
            groups: AtomicU64::new(0),
            conflicts: AtomicU64::new(0),
        }
    }

    /// Takes commits into a group, with `take`, that is to become `version`. Those that conflict with what is durable, or with
    /// one before them in this group, are answered at once.
    pub fn admit(
        &self,
        version: u64,
        requests: Vec<Request>,
        take: impl Fn(&mut Group, &mut Commit),
    ) -> (Vec<Request>, Writes) {
        let history = self.history.lock();
        let mut group = Group::default();
        let mut accepted = Vec::with_capacity(requests.len());
        for mut request in requests {
            let commit = &mut request.commit;
            let conflicts = history.conflicts(commit.read_version, &commit.reads)
                || touches(&group.writes, &commit.reads);
            if conflicts {
                self.conflicts.fetch_add(1, Relaxed);
                _ = request.answer.send(Err(StoreError::Conflict));
                continue;
            }
            take(&mut group, commit);
            accepted.push(request);
        }
        (accepted, group.into_writes(version))
    }

    /// Must happen before readers can see the version. `forget` drops what is cached of the keys;
    /// no check against the history runs between it and the new entry.
    pub fn enter(&self, version: u64, keys: Vec<Written>, forget: impl FnOnce(&[Written])) {
        self.watermarks
            .raise(version, keys.iter().map(|written| written.key.as_slice()));
        let mut history = self.history.lock();
        forget(&keys);
        history.push(version, keys);
    }

    /// Must happen after readers can see the version: who is woken looks at once.
    pub fn wake(&self, accepted: &[Request]) {
        self.channels
            .wake(accepted.iter().flat_map(|request| &request.commit.notify));
    }

    pub fn answer(&self, version: u64, accepted: Vec<Request>) {
        self.groups.fetch_add(1, Relaxed);
        self.commits.fetch_add(accepted.len() as u64, Relaxed);
        for request in accepted {
            _ = request.answer.send(Ok(version));
        }
    }

    /// Nothing is known any more of what led to this version.
    pub fn reset(&self, version: u64) {
        *self.history.lock() = History::starting_at(version);
        self.watermarks.reset(version);
    }

    /// What is counted here; the engine adds the rest.
    pub fn stats(&self) -> EngineStats {
        EngineStats {
            commits: self.commits.load(Relaxed),
            groups: self.groups.load(Relaxed),
            conflicts: self.conflicts.load(Relaxed),
            recent_keys: self.history.lock().len(),
            watched_channels: self.channels.len(),
            ..EngineStats::default()
        }
    }
}

pub fn written(writes: Writes) -> Vec<Written> {
    let row = |(key, value): (Vec<u8>, Option<_>)| Written {
        key,
        is_put: value.is_some(),
    };
    writes.into_iter().map(row).collect()
}

pub fn refuse(requests: Vec<Request>, error: &StoreError) {
    for request in requests {
        _ = request.answer.send(Err(error.copy()));
    }
}
