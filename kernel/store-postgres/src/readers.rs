//! Reading over connections of a pool, for callers of any thread.

use crate::bridge;
use crate::config::{NOTICED, Settings};
use crate::database::{Purpose, Reader};
use crate::fetch;
use crate::line::Line;
use crate::long_view::LongView;
use crate::page::{Selection, StoredRow};
use crate::session::Session;
use crate::tail::Tail;
use bytes::Bytes;
use haneul_store::{Result, View};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::runtime::Handle;

pub struct Readers {
    pool: Arc<Pool>,
    /// Where the reading is done.
    engine: Handle,
}

pub struct Pool {
    pub disk_bytes: AtomicU64,
    settings: Arc<Settings>,
    tail: Arc<Tail<Settings>>,
    lines: Vec<Line<Settings>>,
    next: AtomicUsize,
}

impl Readers {
    pub fn new(pool: Arc<Pool>, engine: Handle) -> Self {
        Self { pool, engine }
    }
}

impl Pool {
    pub fn new(settings: Arc<Settings>, tail: Arc<Tail<Settings>>) -> Self {
        let line = |_| Line::new(settings.clone(), Purpose::Read);
        Self {
            disk_bytes: AtomicU64::new(0),
            tail,
            lines: (0..settings.pool).map(line).collect(),
            next: AtomicUsize::new(0),
            settings,
        }
    }

    pub fn any_line(&self) -> &Line<Settings> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        &self.lines[turn % self.lines.len()]
    }

    async fn get(&self, key: Vec<u8>) -> Result<(u64, Option<Bytes>)> {
        let line = self.any_line();
        let (version, value) = {
            let key = &key;
            let read = |session: Arc<Session>| async move { fetch::get(&session, key).await };
            line.repeat(NOTICED, read).await?
        };
        self.tail.reach(version).await?;
        self.tail.node.remember(version, key, value.clone());
        Ok((version, value))
    }

    /// The same for a part of a scan.
    async fn page(&self, selection: Selection) -> Result<(u64, Vec<StoredRow>)> {
        let line = self.any_line();
        let selection = &selection;
        let read = |session: Arc<Session>| async move { fetch::page(&session, selection).await };
        let (version, rows) = line.repeat(NOTICED, read).await?;
        self.tail.reach(version).await?;
        Ok((version, rows))
    }
}

impl Reader for Readers {
    fn get(&self, key: &[u8]) -> Result<(u64, Option<Bytes>)> {
        let (pool, wanted) = (self.pool.clone(), key.to_vec());
        bridge::wait(&self.engine, async move { pool.get(wanted).await })
    }

    fn page(&self, selection: Selection) -> Result<(u64, Vec<StoredRow>)> {
        let pool = self.pool.clone();
        bridge::wait(&self.engine, async move { pool.page(selection).await })
    }

    fn long_view(&self) -> Result<Arc<dyn View>> {
        let settings = self.pool.settings.clone();
        Ok(Arc::new(LongView::open(settings, self.engine.clone())?))
    }

    fn disk_bytes(&self) -> u64 {
        self.pool.disk_bytes.load(Ordering::Relaxed)
    }
}
