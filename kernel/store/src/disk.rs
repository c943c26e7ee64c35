//! Rows in a directory, kept by fjall, a log-structured engine. A group is one batch and one
//! flush of its journal.

use crate::backend::Backend;
use crate::disk_files::{self, Files};
use crate::disk_view::DiskView;
use crate::engine::{View, Writes};
use crate::{Result, StoreError};
use bytes::Bytes;
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use parking_lot::Mutex;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What is replayed after a crash is at most about this, plus the journal it lies in.
const MEMTABLE_BYTES: u64 = 16 << 20;
const JOURNAL_BYTES: u64 = 64 << 20;
const CACHE_BYTES: u64 = 72 << 20;
const OPEN_FILES: usize = 256;
/// Of two, one does nothing while the other compacts but ask for more to do, without a pause.
const WORKERS: usize = 1;
/// More memtables than this waiting to be written out, and writers wait for them.
const WAITING_MEMTABLES: usize = 3;

/// Holds the version of the last group, written with it.
const VERSION_KEY: &[u8] = b"\xffversion";

pub(crate) struct Disk {
    files: Files,
    /// Absent after a failure, until it can be opened again.
    open: Mutex<Option<Open>>,
    last_version: AtomicU64,
}

#[derive(Clone)]
struct Open {
    db: Database,
    rows: Keyspace,
}

impl Disk {
    pub fn open(dir: &Path) -> Result<Self> {
        let files = Files::claim(dir)?;
        let open = Open::new(&files.database())?;
        let last_version = open.last_version()?;
        Ok(Self {
            files,
            open: Mutex::new(Some(open)),
            last_version: AtomicU64::new(last_version),
        })
    }

    fn opened(&self) -> Result<Open> {
        if let Some(open) = self.open.lock().clone() {
            return Ok(open);
        }
        self.reopen()
    }

    /// After a failed write the engine refuses to go on, rightly: only opening it again shows
    /// what reached the disk.
    fn reopen(&self) -> Result<Open> {
        *self.open.lock() = None;
        self.files.release_database_lock()?;
        let open = Open::new(&self.files.database())?;
        self.last_version
            .store(open.last_version()?, Ordering::Release);
        *self.open.lock() = Some(open.clone());
        Ok(open)
    }

    /// The write failed. Was it made durable all the same?
    fn settle(&self, version: u64, error: StoreError) -> Result<()> {
        tracing::warn!(%error, version, "a write to the store failed; opening it again");
        match self.reopen() {
            Ok(_) if self.last_version() == version => Ok(()),
            Ok(_) => Err(error),
            Err(error) => {
                tracing::error!(%error, "the store could not be opened again");
                Err(StoreError::MaybeCommitted)
            }
        }
    }
}

impl Backend for Disk {
    fn name(&self) -> &'static str {
        "fjall"
    }

    fn last_version(&self) -> u64 {
        self.last_version.load(Ordering::Acquire)
    }

    fn ready(&self) -> Result<u64> {
        disk_files::check_space(self.files.dir(), 0)?;
        let flushed = self.opened()?.wait_for_flushes();
        if flushed.is_err() {
            // A background write failed earlier.
            self.reopen()?;
        }
        Ok(self.last_version())
    }

    fn view(&self, version: u64) -> Result<Arc<dyn View>> {
        let open = self.open.lock();
        let open = open.as_ref().ok_or(StoreError::Closed)?;
        Ok(Arc::new(DiskView::new(
            version,
            open.db.snapshot(),
            open.rows.clone(),
        )))
    }

    fn apply(&self, version: u64, writes: &Writes) -> Result<()> {
        let size = writes
            .iter()
            .map(|(key, value)| key.len() + value.as_ref().map_or(0, Bytes::len))
            .sum();
        disk_files::check_space(self.files.dir(), size)?;
        let open = self.opened()?;
        let outcome = open.write(version, writes);
        drop(open);
        match outcome {
            Ok(()) => {
                self.last_version.store(version, Ordering::Release);
                Ok(())
            }
            Err(error) => self.settle(version, error),
        }
    }

    fn disk_bytes(&self) -> u64 {
        let open = self.open.lock().clone();
        open.and_then(|open| open.db.disk_space().ok()).unwrap_or(0)
    }
}

impl Open {
    fn new(dir: &Path) -> Result<Self> {
        let db = Database::builder(dir)
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .max_cached_files(Some(OPEN_FILES))
            .worker_threads(WORKERS)
            .manual_journal_persist(true)
            .open()
            .map_err(from_fjall)?;
        let rows = db.keyspace("rows", rows_options).map_err(from_fjall)?;
        Ok(Self { db, rows })
    }

    fn last_version(&self) -> Result<u64> {
        match self.rows.get(VERSION_KEY).map_err(from_fjall)? {
            None => Ok(0),
            Some(bytes) => bytes
                .as_ref()
                .try_into()
                .map(u64::from_be_bytes)
                .map_err(|_| StoreError::corrupt("the version of the store")),
        }
    }

    fn write(&self, version: u64, writes: &Writes) -> Result<()> {
        let mut batch = self.db.batch().durability(Some(PersistMode::SyncData));
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(&self.rows, key.as_slice(), value.clone()),
                None => batch.remove(&self.rows, key.as_slice()),
            }
        }
        batch.insert(&self.rows, VERSION_KEY, version.to_be_bytes());
        batch.commit().map_err(from_fjall)
    }

    /// The engine itself would wait, too, but without noticing that flushing has failed.
    fn wait_for_flushes(&self) -> Result<()> {
        loop {
            self.db.persist(PersistMode::Buffer).map_err(from_fjall)?;
            if self.rows.sealed_memtable_count() < WAITING_MEMTABLES {
                return Ok(());
            }
            // Host time: the engine is catching up with the disk.
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn rows_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .manual_journal_persist(true)
}

pub(crate) fn from_fjall(error: fjall::Error) -> StoreError {
    use fjall::{Error, LsmError};
    match error {
        Error::Io(error) | Error::Storage(LsmError::Io(error)) => error.into(),
        Error::Poisoned => StoreError::Io(std::io::Error::other("an earlier write failed")),
        error => StoreError::corrupt(error),
    }
}
