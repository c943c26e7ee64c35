//! The engine: one of the processes that share a database, and what the store above asks of it.

use crate::committer::Committer;
use crate::database::{Database, Reader};
use crate::tail::Tail;
use crate::view::SlidingView;
use haneul_store::parts::{GroupLimits, Queue, Request};
use haneul_store::{Commit, CommitFuture, Engine, EngineStats, Refresh, Result, StoreError};
use haneul_store::{View, Watch};
use jiff::SignedDuration;
use parking_lot::Mutex;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::oneshot;

const GROUP: GroupLimits = GroupLimits {
    bytes: 4 << 20,
    commits: 4_000,
};

pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the engine's tasks run.
pub trait Host: Send + Sync + 'static {
    fn spawn(&self, task: Task);

    /// Ends them; the receiver is closed when the last commit is done.
    fn close(&mut self, committed: &mpsc::Receiver<()>);
}

pub struct Member<D: Database> {
    tail: Arc<Tail<D>>,
    reader: Arc<dyn Reader>,
    queue: Arc<Queue>,
    host: Box<dyn Host>,
    committed: Mutex<mpsc::Receiver<()>>,
}

impl<D: Database> Member<D> {
    pub fn start(
        database: Arc<D>,
        tail: Arc<Tail<D>>,
        reader: Arc<dyn Reader>,
        host: Box<dyn Host>,
    ) -> Self {
        let queue = Arc::new(Queue::new(GROUP));
        let committer = Committer::new(database, tail.clone(), queue.clone());
        let (last, committed) = mpsc::channel();
        host.spawn(Box::pin(async move {
            committer.run().await;
            drop::<mpsc::Sender<()>>(last);
        }));
        let following = tail.clone();
        host.spawn(Box::pin(async move { following.run().await }));
        Self {
            tail,
            reader,
            queue,
            host,
            committed: Mutex::new(committed),
        }
    }
}

impl<D: Database> Engine for Member<D> {
    fn snapshot(&self, tries: u32) -> Result<Arc<dyn View>> {
        let (node, reader) = (self.tail.node.clone(), self.reader.clone());
        Ok(Arc::new(SlidingView::new(node, reader, tries)))
    }

    fn long_view(&self) -> Result<Arc<dyn View>> {
        self.reader.long_view()
    }

    fn refresh(&self, max_age: Duration) -> Refresh {
        self.tail.refresh(max_age)
    }

    fn commit(&self, commit: Commit) -> CommitFuture {
        let (answer, result) = oneshot::channel();
        self.queue.push(Request { commit, answer });
        // No answer means the engine was closed over it.
        Box::pin(async move { result.await.unwrap_or(Err(StoreError::MaybeCommitted)) })
    }

    fn watermark(&self, table_prefix: &[u8]) -> u64 {
        self.tail.node.ledger.watermarks.get(table_prefix)
    }

    fn watch(&self, channel: &str) -> Watch {
        let watch = self.tail.node.ledger.channels.watch(channel);
        self.tail.hurry();
        watch
    }

    fn stats(&self) -> EngineStats {
        EngineStats {
            engine: "postgresql",
            version: self.tail.node.version(),
            disk_bytes: self.reader.disk_bytes(),
            ..self.tail.node.ledger.stats()
        }
    }

    fn server_time_offset(&self) -> Option<SignedDuration> {
        self.tail.clock.offset()
    }
}

impl<D: Database> Drop for Member<D> {
    /// What was queued is still committed, if the database can be reached.
    fn drop(&mut self) {
        self.queue.close();
        self.host.close(&self.committed.lock());
    }
}
