//! Forming a group of commits and making it durable: conflicts, one flush, then the answers.

use crate::backend::Backend;
use crate::engine::{Commit, EngineStats, View, Writes};
use crate::gaps::{GapView, Gaps};
use crate::history::{History, Written, touches};
use crate::log::write_pages;
use crate::watch::Channels;
use crate::watermark::Watermarks;
use crate::{Result, StoreError};
use parking_lot::{Mutex, RwLock};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::oneshot;

/// What readers and the committer share.
pub(crate) struct Shared {
    pub backend: Box<dyn Backend>,
    pub published: RwLock<Arc<dyn View>>,
    pub history: Arc<Mutex<History>>,
    pub watermarks: Watermarks,
    pub channels: Channels,
    pub gaps: Arc<Gaps>,
    pub counters: Counters,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub commits: AtomicU64,
    pub groups: AtomicU64,
    pub conflicts: AtomicU64,
}

/// A commit on its way, and where its answer goes.
pub(crate) struct Request {
    pub commit: Commit,
    pub answer: oneshot::Sender<Result<u64>>,
}

impl Shared {
    pub fn new(backend: Box<dyn Backend>) -> Result<Self> {
        let version = backend.last_version();
        let history = Arc::new(Mutex::new(History::starting_at(version)));
        let gaps = Arc::new(Gaps::new(history.clone()));
        let view = GapView::over(backend.view(version)?, gaps.clone());
        Ok(Self {
            published: RwLock::new(view),
            history,
            watermarks: Watermarks::starting_at(version),
            channels: Channels::default(),
            gaps,
            counters: Counters::default(),
            backend,
        })
    }

    /// Runs in one thread at a time.
    pub fn process(&self, requests: Vec<Request>) {
        let version = match self.ready() {
            Ok(version) => version + 1,
            Err(error) => return refuse(requests, &error),
        };
        let (accepted, writes) = self.admit(version, requests);
        if accepted.is_empty() {
            return;
        }
        match self.backend.apply(version, &writes) {
            Ok(()) => self.publish(version, writes, accepted),
            Err(error) => {
                // The backend may have had to start anew; nothing is different for readers.
                if self.backend.last_version() == version - 1 {
                    self.show(version - 1);
                }
                refuse(accepted, &error);
            }
        }
    }

    /// The version of the backend. After a failure it may have more than was known of.
    fn ready(&self) -> Result<u64> {
        let version = self.backend.ready()?;
        if version != self.published.read().version() {
            *self.history.lock() = History::starting_at(version);
            self.watermarks.reset(version);
            self.gaps.clear();
            *self.published.write() = GapView::over(self.backend.view(version)?, self.gaps.clone());
        }
        Ok(version)
    }

    /// Commits that conflict with what is durable, or with one before them in this group, are
    /// answered at once.
    fn admit(&self, version: u64, requests: Vec<Request>) -> (Vec<Request>, Writes) {
        let history = self.history.lock();
        let mut writes = Writes::new();
        let mut appends = Vec::new();
        let mut accepted = Vec::with_capacity(requests.len());
        for mut request in requests {
            let commit = &mut request.commit;
            let conflicts = history.conflicts(commit.read_version, &commit.reads)
                || touches(&writes, &commit.reads);
            if conflicts {
                self.counters.conflicts.fetch_add(1, Relaxed);
                _ = request.answer.send(Err(StoreError::Conflict));
                continue;
            }
            writes.append(&mut commit.writes);
            appends.append(&mut commit.appends);
            accepted.push(request);
        }
        write_pages(version, appends, &mut writes);
        (accepted, writes)
    }

    /// Caches first, then the snapshot, then answers and wake-ups: who sees the new version sees
    /// no older cache, and who is woken sees the new version.
    fn publish(&self, version: u64, writes: Writes, accepted: Vec<Request>) {
        self.watermarks
            .raise(version, writes.keys().map(Vec::as_slice));
        {
            // Under one lock, so that no gap is learnt from before the group in between.
            let mut history = self.history.lock();
            self.gaps.forget(&writes);
            history.push(version, written(writes));
        }
        self.show(version);
        self.counters.groups.fetch_add(1, Relaxed);
        self.counters
            .commits
            .fetch_add(accepted.len() as u64, Relaxed);
        self.channels
            .wake(accepted.iter().flat_map(|request| &request.commit.notify));
        for request in accepted {
            _ = request.answer.send(Ok(version));
        }
    }

    fn show(&self, version: u64) {
        match self.backend.view(version) {
            Ok(view) => *self.published.write() = GapView::over(view, self.gaps.clone()),
            Err(error) => tracing::error!(%error, version, "readers stay at an older version"),
        }
    }

    pub fn stats(&self) -> EngineStats {
        EngineStats {
            engine: self.backend.name(),
            version: self.published.read().version(),
            commits: self.counters.commits.load(Relaxed),
            groups: self.counters.groups.load(Relaxed),
            conflicts: self.counters.conflicts.load(Relaxed),
            disk_bytes: self.backend.disk_bytes(),
            recent_keys: self.history.lock().len(),
            watched_channels: self.channels.len(),
        }
    }
}

fn written(writes: Writes) -> Vec<Written> {
    let row = |(key, value): (Vec<u8>, Option<_>)| Written {
        key,
        is_put: value.is_some(),
    };
    writes.into_iter().map(row).collect()
}

fn refuse(requests: Vec<Request>, error: &StoreError) {
    for request in requests {
        _ = request.answer.send(Err(error.copy()));
    }
}
