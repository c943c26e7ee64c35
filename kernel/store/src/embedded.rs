//! An engine in this process: a backend and the one place commits go through.

use crate::backend::Backend;
use crate::engine::{Commit, CommitFuture, Engine, EngineStats, View};
use crate::group::Shared;
use crate::queue::{GroupLimits, Queue, Request};
use crate::watch::Watch;
use crate::{Result, StoreError};
use parking_lot::Mutex;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

const GROUP: GroupLimits = GroupLimits {
    bytes: 16 << 20,
    commits: 4096,
};

pub(crate) struct Embedded {
    shared: Arc<Shared>,
    committer: Committer,
}

enum Committer {
    /// Flushing takes long, so commits that arrive meanwhile are flushed together.
    Thread {
        queue: Arc<Queue>,
        thread: Option<JoinHandle<()>>,
    },
    /// Nothing to flush: the caller does it. No thread means no waiting that a test's virtual
    /// clock would mistake for idleness.
    Inline(Mutex<()>),
}

impl Embedded {
    pub fn inline(backend: Box<dyn Backend>) -> Result<Self> {
        Ok(Self {
            shared: Arc::new(Shared::new(backend)?),
            committer: Committer::Inline(Mutex::new(())),
        })
    }

    pub fn threaded(backend: Box<dyn Backend>) -> Result<Self> {
        let shared = Arc::new(Shared::new(backend)?);
        let queue = Arc::new(Queue::new(GROUP));
        let thread = std::thread::Builder::new()
            .name("store-commit".into())
            .spawn({
                let (shared, queue) = (shared.clone(), queue.clone());
                move || {
                    while let Some(requests) = queue.next_group() {
                        shared.process(requests);
                    }
                }
            })?;
        Ok(Self {
            shared,
            committer: Committer::Thread {
                queue,
                thread: Some(thread),
            },
        })
    }
}

impl Engine for Embedded {
    fn snapshot(&self, _: u32) -> Result<Arc<dyn View>> {
        Ok(self.shared.published.read().clone())
    }

    fn commit(&self, commit: Commit) -> CommitFuture {
        let (answer, result) = oneshot::channel();
        let request = Request { commit, answer };
        match &self.committer {
            Committer::Thread { queue, .. } => queue.push(request),
            Committer::Inline(turn) => {
                let _turn = turn.lock();
                self.shared.process(vec![request]);
            }
        }
        // No answer means the committer died over it.
        Box::pin(async move { result.await.unwrap_or(Err(StoreError::MaybeCommitted)) })
    }

    fn watermark(&self, table_prefix: &[u8]) -> u64 {
        self.shared.ledger.watermarks.get(table_prefix)
    }

    fn watch(&self, channel: &str) -> Watch {
        self.shared.ledger.channels.watch(channel)
    }

    fn stats(&self) -> EngineStats {
        self.shared.stats()
    }
}

impl Drop for Embedded {
    /// What was queued is still committed; afterwards the directory is free again.
    fn drop(&mut self) {
        if let Committer::Thread { queue, thread } = &mut self.committer {
            queue.close();
            if let Some(thread) = thread.take() {
                _ = thread.join();
            }
        }
    }
}
