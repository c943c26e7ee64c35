//! Tests with a backend that fails on command.

use crate::backend::Backend;
use crate::embedded::Embedded;
use crate::engine::{View, Writes};
use crate::memory::Memory;
use crate::{Result, Store, StoreError};
use parking_lot::Mutex;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Nothing is written.
    Full,
    /// Written, but the engine cannot tell.
    Unsure,
    /// Not even starting anew works.
    Down,
}

struct Faulty {
    inner: Memory,
    fault: Arc<Mutex<Fault>>,
}

impl Backend for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn last_version(&self) -> u64 {
        self.inner.last_version()
    }

    fn ready(&self) -> Result<u64> {
        match *self.fault.lock() {
            Fault::Down => Err(StoreError::Closed),
            _ => self.inner.ready(),
        }
    }

    fn view(&self, version: u64) -> Result<Arc<dyn View>> {
        self.inner.view(version)
    }

    fn apply(&self, version: u64, writes: &Writes) -> Result<()> {
        match *self.fault.lock() {
            Fault::Full => Err(StoreError::Full),
            Fault::Unsure => self
                .inner
                .apply(version, writes)
                .and(Err(StoreError::MaybeCommitted)),
            _ => self.inner.apply(version, writes),
        }
    }
}

fn faulty() -> Result<(Store, Arc<Mutex<Fault>>)> {
    let fault = Arc::new(Mutex::new(Fault::None));
    let backend = Faulty {
        inner: Memory::default(),
        fault: fault.clone(),
    };
    Ok((Store::over(Embedded::threaded(Box::new(backend))?), fault))
}

async fn put(store: &Store, value: &'static str) -> Result<()> {
    store.transact(|tx| tx.put(b"a", value)).await
}

fn get(store: &Store) -> Result<Option<bytes::Bytes>> {
    store.read(|tx| tx.get(b"a"))
}

#[tokio::test]
async fn a_full_disk_changes_nothing() -> Result<()> {
    let (store, fault) = faulty()?;
    put(&store, "1").await?;
    *fault.lock() = Fault::Full;
    assert!(matches!(put(&store, "2").await, Err(StoreError::Full)));
    assert_eq!(get(&store)?.as_deref(), Some(b"1".as_slice()));
    *fault.lock() = Fault::None;
    put(&store, "3").await?;
    assert_eq!(get(&store)?.as_deref(), Some(b"3".as_slice()));
    Ok(())
}

/// What turns out to have been written is seen by conflict checks and caches, too.
#[tokio::test]
async fn an_unsure_commit_may_turn_out_to_be_there() -> Result<()> {
    let (store, fault) = faulty()?;
    put(&store, "1").await?;
    let mut old = store.begin()?;
    old.get(b"a")?;
    old.put(b"b", "from the old a")?;
    *fault.lock() = Fault::Unsure;
    assert!(matches!(
        put(&store, "2").await,
        Err(StoreError::MaybeCommitted)
    ));
    assert_eq!(
        get(&store)?.as_deref(),
        Some(b"1".as_slice()),
        "readers see only what is certain"
    );
    *fault.lock() = Fault::Down;
    assert!(put(&store, "3").await.is_err());
    *fault.lock() = Fault::None;
    assert!(matches!(store.commit(old).await, Err(StoreError::Conflict)));
    assert_eq!(get(&store)?.as_deref(), Some(b"2".as_slice()));
    assert_eq!(store.watermark(b"a"), store.begin()?.version());
    Ok(())
}
