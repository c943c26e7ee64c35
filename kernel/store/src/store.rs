//! The store as its callers see it.

use crate::disk::Disk;
use crate::embedded::Embedded;
use crate::engine::{Engine, EngineStats};
use crate::memory::Memory;
use crate::retry::Turns;
use crate::seal::{Formats, Sealer};
use crate::watch::Watch;
use crate::{KeyRange, Result, Scope, StoreError, Tx};
use jiff::SignedDuration;
use parking_lot::RwLock;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// About as long as a table's name is.
const NAME: usize = 32;
/// How often a transaction is run again before its caller is told of the conflict.
const MAX_TRIES: u32 = 64;

#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// A store that somebody else keeps open.
#[derive(Clone)]
pub struct WeakStore(Weak<Inner>);

impl WeakStore {
    pub fn upgrade(&self) -> Option<Store> {
        self.0.upgrade().map(|inner| Store { inner })
    }
}

struct Inner {
    engine: Box<dyn Engine>,
    turns: Turns,
    level: AtomicU32,
    sealer: RwLock<Option<Arc<dyn Sealer>>>,
    /// See [`Store::set_apart`].
    apart: RwLock<Vec<KeyRange>>,
}

impl Store {
    /// A store that forgets everything when it is dropped.
    pub fn memory() -> Self {
        match Embedded::inline(Box::new(Memory::default())) {
            Ok(engine) => Self::over(engine),
            Err(_) => unreachable!("memory needs nothing that could fail"),
        }
    }

    /// Opens the store in a directory, which is made if need be.
    pub fn open(dir: &Path) -> Result<Self> {
        Ok(Self::over(Embedded::threaded(Box::new(Disk::open(dir)?))?))
    }

    /// A store over any engine.
    pub fn over(engine: impl Engine) -> Self {
        let inner = Inner {
            engine: Box::new(engine),
            turns: Turns::default(),
            level: AtomicU32::new(u32::MAX),
            sealer: RwLock::default(),
            apart: RwLock::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Runs `f` as one transaction, again if it conflicts with another. After `Ok`, what it wrote
    /// is durable. `f` must not do anything but read and write in the transaction.
    pub async fn transact<R, E: From<StoreError>>(
        &self,
        f: impl FnMut(&mut Tx) -> std::result::Result<R, E>,
    ) -> std::result::Result<R, E> {
        self.refresh(Duration::ZERO).await?;
        self.transact_refreshed(f).await
    }

    /// The same for whoever has refreshed already, since it began what the transaction is part of:
    /// what others did later is found out by the commit.
    pub async fn transact_refreshed<R, E: From<StoreError>>(
        &self,
        f: impl FnMut(&mut Tx) -> std::result::Result<R, E>,
    ) -> std::result::Result<R, E> {
        Ok(self.transact_versioned(f).await?.0)
    }

    /// The same with the version the transaction got, for what it added to a [`crate::Sequence`].
    pub async fn transact_versioned<R, E: From<StoreError>>(
        &self,
        mut f: impl FnMut(&mut Tx) -> std::result::Result<R, E>,
    ) -> std::result::Result<(R, u64), E> {
        let mut retry = self.retry();
        loop {
            if retry.tries() > 0 {
                self.refresh(Duration::ZERO).await?;
            }
            let mut tx = self.begin_again(retry.tries())?;
            let result = f(&mut tx);
            if tx.is_stale() && retry.tries() < MAX_TRIES {
                retry.pause().await;
                continue;
            }
            let result = result?;
            match self.commit(tx).await {
                Ok(version) => return Ok((result, version)),
                Err(StoreError::Conflict) if retry.tries() < MAX_TRIES => retry.pause().await,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// For those who begin and commit themselves: to be asked after each conflict.
    pub fn retry(&self) -> Retry<'_> {
        self.inner.turns.retry()
    }

    /// Runs `f` on a snapshot, again if the snapshot could not be held. Writing in it is an error.
    pub fn read<R, E: From<StoreError>>(
        &self,
        mut f: impl FnMut(&mut Tx) -> std::result::Result<R, E>,
    ) -> std::result::Result<R, E> {
        let mut tries = 0;
        loop {
            // After a conflict the engine knows of what was in the way: this snapshot has it.
            let mut tx = Tx::new(self.inner.engine.snapshot(tries)?, true, self.formats());
            let result = f(&mut tx);
            if !tx.is_stale() || tries == MAX_TRIES {
                return result;
            }
            tries += 1;
        }
    }

    /// Resolves when what is read from now on includes every commit acknowledged up to `max_age`
    /// ago, by whatever process shares the data.
    pub async fn refresh(&self, max_age: Duration) -> Result<()> {
        self.inner.engine.refresh(max_age).await
    }

    /// From now on rows are written so that whoever knows this level of stored formats can read
    /// them (see [`crate::Stored::before`]); at first, in their newest version.
    pub fn set_level(&self, level: u32) {
        self.inner.level.store(level, Ordering::Relaxed);
    }

    pub(crate) fn apart(&self) -> &RwLock<Vec<KeyRange>> {
        &self.inner.apart
    }

    /// See [`Store::set_level`].
    pub fn level(&self) -> u32 {
        self.inner.level.load(Ordering::Relaxed)
    }

    /// From now on sealed rows are written and read by this.
    pub fn seal_with(&self, sealer: Arc<dyn Sealer>) {
        *self.inner.sealer.write() = Some(sealer);
    }

    fn formats(&self) -> Formats {
        Formats {
            level: self.level(),
            sealer: self.inner.sealer.read().clone(),
        }
    }

    /// For what the store itself holds, such as its sealer.
    pub fn downgrade(&self) -> WeakStore {
        WeakStore(Arc::downgrade(&self.inner))
    }

    pub fn begin(&self) -> Result<Tx> {
        self.begin_again(0)
    }

    /// After so many conflicts.
    pub fn begin_again(&self, tries: u32) -> Result<Tx> {
        Ok(Tx::new(
            self.inner.engine.snapshot(tries)?,
            false,
            self.formats(),
        ))
    }

    /// For reading very much at once.
    pub(crate) fn long_read(&self) -> Result<Tx> {
        Ok(Tx::new(
            self.inner.engine.long_view()?,
            true,
            self.formats(),
        ))
    }

    /// The version the transaction got; that of its snapshot if it wrote nothing.
    pub async fn commit(&self, tx: Tx) -> Result<u64> {
        if !tx.is_dirty() {
            return Ok(tx.version());
        }
        self.inner.engine.commit(tx.into_commit()).await
    }

    /// To be made before looking at what may change.
    pub fn watch(&self, channel: &str) -> Watch {
        self.inner.engine.watch(channel)
    }

    /// The version of the last commit that wrote under the prefix (see [`crate::Table::prefix`]),
    /// or a later one. What was parsed from a snapshot at least as new is still right for every
    /// snapshot, as long as this does not exceed the version it was parsed at.
    pub fn watermark(&self, table_prefix: &[u8]) -> u64 {
        self.inner.engine.watermark(table_prefix)
    }

    /// The same for several tables of a scope: of the last commit that wrote to one of them.
    pub fn newest(&self, scope: Scope<'_>, tables: &[&str]) -> Result<u64> {
        let mut prefix = scope.table("", "", NAME)?;
        prefix.pop();
        let scope = prefix.len();
        let mark = |table: &&str| {
            prefix.truncate(scope);
            prefix.extend_from_slice(table.as_bytes());
            prefix.push(0);
            self.watermark(&prefix)
        };
        Ok(tables.iter().map(mark).max().unwrap_or_default())
    }

    /// What to add to this host's clock to get the time all processes that share the data agree
    /// on. Absent where there is only one.
    pub fn server_time_offset(&self) -> Option<SignedDuration> {
        self.inner.engine.server_time_offset()
    }

    pub fn stats(&self) -> EngineStats {
        self.inner.engine.stats()
    }
}

pub use crate::retry::Retry;
