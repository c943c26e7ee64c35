//! Forming a group of commits and making it durable: conflicts, one flush, then the answers.

use crate::Result;
use crate::backend::Backend;
use crate::engine::{EngineStats, Group, View, Writes};
use crate::gaps::{GapView, Gaps};
use crate::ledger::{Ledger, refuse, written};
use crate::queue::Request;
use parking_lot::RwLock;
use std::sync::Arc;

/// What readers and the committer share.
pub(crate) struct Shared {
    pub backend: Box<dyn Backend>,
    pub published: RwLock<Arc<dyn View>>,
    pub ledger: Ledger,
    pub gaps: Arc<Gaps>,
}

impl Shared {
    pub fn new(backend: Box<dyn Backend>) -> Result<Self> {
        let version = backend.last_version();
        let ledger = Ledger::starting_at(version);
        let gaps = Arc::new(Gaps::new(ledger.history.clone()));
        let view = GapView::over(backend.view(version)?, gaps.clone());
        Ok(Self {
            published: RwLock::new(view),
            ledger,
            gaps,
            backend,
        })
    }

    /// Runs in one thread at a time.
    pub fn process(&self, requests: Vec<Request>) {
        let version = match self.ready() {
            Ok(version) => version + 1,
            Err(error) => return refuse(requests, &error),
        };
        let (accepted, writes) = self.ledger.admit(version, requests, Group::take);
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
            self.ledger.reset(version);
            self.gaps.clear();
            *self.published.write() = GapView::over(self.backend.view(version)?, self.gaps.clone());
        }
        Ok(version)
    }

    /// Caches first, then the snapshot, then wake-ups and answers: who sees the new version sees
    /// no older cache, and who is woken sees the new version.
    fn publish(&self, version: u64, writes: Writes, accepted: Vec<Request>) {
        self.ledger
            .enter(version, written(writes), |keys| self.gaps.forget(keys));
        self.show(version);
        self.ledger.wake(&accepted);
        self.ledger.answer(version, accepted);
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
            disk_bytes: self.backend.disk_bytes(),
            ..self.ledger.stats()
        }
    }
}
