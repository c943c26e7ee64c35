//! The engine: its tasks, on threads of its own, and what the store above asks of it.

use crate::bridge;
use crate::clock::ServerClock;
use crate::committer::Committer;
use crate::config::{NOTICED, PostgresConfig, Settings};
use crate::fetch;
use crate::line::Line;
use crate::long_view::LongView;
use crate::node::Node;
use crate::page::{Selection, StoredRow};
use crate::schema;
use crate::session::Session;
use crate::tail::{self, Tail};
use crate::upkeep;
use crate::view::SlidingView;
use crate::write;
use bytes::Bytes;
use haneul_store::parts::{GroupLimits, Queue, Request};
use haneul_store::{
    Commit, CommitFuture, Engine, EngineStats, Refresh, Result, StoreError, View, Watch,
};
use jiff::SignedDuration;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

const THREADS: usize = 2;

const GROUP: GroupLimits = GroupLimits {
    bytes: 4 << 20,
    commits: 4_000,
};

/// How long closing waits for what is being committed.
const LAST_COMMITS: Duration = Duration::from_secs(15);

/// The store in a PostgreSQL database.
pub struct Postgres {
    shared: Arc<Shared>,
    queue: Arc<Queue>,
    /// There until dropped.
    runtime: Option<Runtime>,
    /// Closes when the last commit is done.
    committed: Mutex<mpsc::Receiver<()>>,
}

/// What views and tasks need.
pub struct Shared {
    pub settings: Arc<Settings>,
    pub node: Arc<Node>,
    pub tail: Arc<Tail>,
    pub disk_bytes: AtomicU64,
    clock: Arc<ServerClock>,
    readers: Vec<Line>,
    next_reader: AtomicUsize,
}

impl Postgres {
    pub fn open(config: &PostgresConfig) -> Result<Self> {
        let settings = Arc::new(Settings::read(config)?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("store-postgres")
            .enable_all()
            .build()?;
        let prepared = bridge::wait(runtime.handle(), {
            let settings = settings.clone();
            async move { schema::prepare(&settings).await }
        });
        match prepared {
            Ok(version) => Ok(Self::start(settings, version, runtime)),
            Err(error) => {
                // Dropping it would block, which not every caller may.
                runtime.shutdown_background();
                Err(error)
            }
        }
    }

    fn start(settings: Arc<Settings>, version: u64, runtime: Runtime) -> Self {
        let node = Arc::new(Node::starting_at(version));
        let clock = Arc::new(ServerClock::default());
        let line = Line::new(settings.clone(), "tail", tail::STATEMENTS);
        let tail = Arc::new(Tail::new(line, node.clone(), clock.clone()));
        let reader = |_| Line::new(settings.clone(), "read", fetch::STATEMENTS);
        let shared = Arc::new(Shared {
            node: node.clone(),
            tail: tail.clone(),
            disk_bytes: AtomicU64::new(0),
            clock,
            readers: (0..settings.pool).map(reader).collect(),
            next_reader: AtomicUsize::new(0),
            settings: settings.clone(),
        });
        let queue = Arc::new(Queue::new(GROUP));
        let line = Line::new(settings.clone(), "commit", write::STATEMENTS.as_slice());
        let committer = Committer::new(settings, line, node, tail.clone(), queue.clone());
        let (last, committed) = mpsc::channel();
        runtime.spawn(async move {
            committer.run().await;
            drop::<mpsc::Sender<()>>(last);
        });
        runtime.spawn(async move { tail.run().await });
        runtime.spawn({
            let shared = shared.clone();
            async move { upkeep::run(&shared).await }
        });
        Self {
            shared,
            queue,
            runtime: Some(runtime),
            committed: Mutex::new(committed),
        }
    }

    fn runtime(&self) -> Result<&Runtime> {
        self.runtime.as_ref().ok_or(StoreError::Closed)
    }
}

impl Shared {
    pub fn any_line(&self) -> &Line {
        let turn = self.next_reader.fetch_add(1, Ordering::Relaxed);
        &self.readers[turn % self.readers.len()]
    }

    /// A row, and the version it was read at, which the local state has then reached.
    pub async fn get(&self, key: Vec<u8>) -> Result<(u64, Option<Bytes>)> {
        let line = self.any_line();
        let (version, value) = {
            let key = &key;
            let read = |session: Arc<Session>| async move { fetch::get(&session, key).await };
            line.repeat(NOTICED, read).await?
        };
        self.tail.reach(version).await?;
        self.node.remember(version, key, value.clone());
        Ok((version, value))
    }

    /// The same for a part of a scan.
    pub async fn page(&self, selection: Selection) -> Result<(u64, Vec<StoredRow>)> {
        let line = self.any_line();
        let selection = &selection;
        let read = |session: Arc<Session>| async move { fetch::page(&session, selection).await };
        let (version, rows) = line.repeat(NOTICED, read).await?;
        self.tail.reach(version).await?;
        Ok((version, rows))
    }
}

impl Engine for Postgres {
    fn snapshot(&self, tries: u32) -> Result<Arc<dyn View>> {
        let engine = self.runtime()?.handle().clone();
        Ok(Arc::new(SlidingView::new(
            self.shared.clone(),
            engine,
            tries,
        )))
    }

    fn long_view(&self) -> Result<Arc<dyn View>> {
        let engine = self.runtime()?.handle().clone();
        Ok(Arc::new(LongView::open(
            self.shared.settings.clone(),
            engine,
        )?))
    }

    fn refresh(&self, max_age: Duration) -> Refresh {
        self.shared.tail.refresh(max_age)
    }

    fn commit(&self, commit: Commit) -> CommitFuture {
        let (answer, result) = oneshot::channel();
        self.queue.push(Request { commit, answer });
        // No answer means the engine was closed over it.
        Box::pin(async move { result.await.unwrap_or(Err(StoreError::MaybeCommitted)) })
    }

    fn watermark(&self, table_prefix: &[u8]) -> u64 {
        self.shared.node.ledger.watermarks.get(table_prefix)
    }

    fn watch(&self, channel: &str) -> Watch {
        let watch = self.shared.node.ledger.channels.watch(channel);
        self.shared.tail.hurry();
        watch
    }

    fn stats(&self) -> EngineStats {
        EngineStats {
            engine: "postgresql",
            version: self.shared.node.version(),
            disk_bytes: self.shared.disk_bytes.load(Ordering::Relaxed),
            ..self.shared.node.ledger.stats()
        }
    }

    fn server_time_offset(&self) -> Option<SignedDuration> {
        self.shared.clock.offset()
    }
}

impl Drop for Postgres {
    /// What was queued is still committed, if the database can be reached.
    fn drop(&mut self) {
        self.queue.close();
        _ = self.committed.lock().recv_timeout(LAST_COMMITS);
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
