//! Transactions do not see or disturb each other.

use super::put;
use haneul_store::{KeyRange, Result, Store, StoreError, Tx};

pub async fn snapshots_stand_still(store: &Store) {
    put(store, &[("a", "1"), ("b", "1")]).await;
    let mut old = store.begin().unwrap();
    put(store, &[("a", "2"), ("c", "2")]).await;
    let gone: Result<()> = store.transact(|tx| tx.delete(b"b")).await;
    gone.unwrap();
    let all = |tx: &mut Tx| super::text(tx.scan(KeyRange::all(), 10, false).unwrap());
    if is_shared(store) {
        // Nothing was read yet: it may be of a later moment, but of only one.
        assert_eq!(old.get(b"a").unwrap().unwrap(), "2");
        assert_eq!(old.get(b"b").unwrap(), None);
        assert_eq!(all(&mut old), ["a=2", "c=2"]);
        put(store, &[("d", "3")]).await;
        assert!(matches!(old.get(b"d"), Err(StoreError::Conflict)));
        assert!(old.is_stale());
        return;
    }
    assert_eq!(old.get(b"a").unwrap().unwrap(), "1");
    assert_eq!(old.get(b"b").unwrap().unwrap(), "1");
    assert_eq!(old.get(b"c").unwrap(), None);
    assert_eq!(all(&mut old), ["a=1", "b=1"]);
    assert!(store.begin().unwrap().version() > old.version());
}

/// Whether old rows are kept for old snapshots is up to an engine that shares its data.
fn is_shared(store: &Store) -> bool {
    store.stats().engine == "postgresql"
}

pub async fn a_read_key_conflicts(store: &Store) {
    let mut tx = store.begin().unwrap();
    assert_eq!(tx.get(b"a").unwrap(), None);
    tx.put(b"b", "1").unwrap();
    put(store, &[("a", "1")]).await;
    assert!(matches!(store.commit(tx).await, Err(StoreError::Conflict)));
    assert_eq!(
        store.read::<_, StoreError>(|tx| tx.get(b"b")).unwrap(),
        None
    );
}

pub async fn a_phantom_conflicts(store: &Store) {
    put(store, &[("a1", ""), ("a3", "")]).await;
    for reverse in [false, true] {
        let mut tx = store.begin().unwrap();
        tx.scan(KeyRange::prefix("a"), 10, reverse).unwrap();
        tx.put(b"count", "2").unwrap();
        put(store, &[("a2", "")]).await;
        assert!(matches!(store.commit(tx).await, Err(StoreError::Conflict)));
    }
}

pub async fn behind_the_limit_is_no_conflict(store: &Store) {
    put(store, &[("a1", ""), ("a3", ""), ("a5", "")]).await;
    let mut tx = store.begin().unwrap();
    tx.scan(KeyRange::prefix("a"), 2, false).unwrap();
    tx.put(b"x", "").unwrap();
    put(store, &[("a4", "")]).await;
    store.commit(tx).await.unwrap();
    let mut tx = store.begin().unwrap();
    tx.scan(KeyRange::prefix("a"), 2, true).unwrap();
    tx.put(b"x", "").unwrap();
    put(store, &[("a2", "")]).await;
    store.commit(tx).await.unwrap();
}

pub async fn blind_writes_do_not_conflict(store: &Store) {
    let mut tx = store.begin().unwrap();
    tx.put(b"a", "mine").unwrap();
    put(store, &[("a", "theirs")]).await;
    store.commit(tx).await.unwrap();
    assert_eq!(
        store
            .read::<_, StoreError>(|tx| tx.get(b"a"))
            .unwrap()
            .unwrap(),
        "mine"
    );
}

pub async fn untracked_reads_do_not_conflict(store: &Store) {
    put(store, &[("a", "1")]).await;
    let mut tx = store.begin().unwrap();
    assert!(tx.get_untracked(b"a").unwrap().is_some());
    assert_eq!(
        tx.scan_untracked(KeyRange::all(), 9, false).unwrap().len(),
        1
    );
    tx.put(b"b", "").unwrap();
    put(store, &[("a", "2")]).await;
    store.commit(tx).await.unwrap();
    let mut tx = store.begin().unwrap();
    tx.depend_on(KeyRange::prefix("a"));
    tx.put(b"b", "").unwrap();
    put(store, &[("a", "3")]).await;
    assert!(matches!(store.commit(tx).await, Err(StoreError::Conflict)));
}

pub async fn a_counter_counts(store: &Store) {
    let tasks: Vec<_> = (0..32)
        .map(|_| tokio::spawn(count(store.clone())))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let value = store
        .read::<_, StoreError>(|tx| tx.get(b"n"))
        .unwrap()
        .unwrap();
    assert_eq!(value, (32 * 20u64).to_be_bytes().as_slice());
}

async fn count(store: Store) {
    for _ in 0..20 {
        let done: Result<()> = store
            .transact(|tx| {
                let old = tx
                    .get(b"n")?
                    .map_or(0, |n| u64::from_be_bytes(n.as_ref().try_into().unwrap()));
                tx.put(b"n", (old + 1).to_be_bytes().to_vec())
            })
            .await;
        done.unwrap();
    }
}

/// Each takes away only if both are there; at most one may succeed.
pub async fn write_skew_is_impossible(store: &Store) {
    for round in 0..50 {
        put(store, &[("x", "1"), ("y", "1")]).await;
        let (one, two) = tokio::join!(
            tokio::spawn(take(store.clone(), b"x")),
            tokio::spawn(take(store.clone(), b"y"))
        );
        assert_ne!(one.unwrap(), two.unwrap(), "round {round}");
    }
}

async fn take(store: Store, key: &'static [u8]) -> bool {
    let taken: Result<bool> = store
        .transact(|tx| {
            let both = tx.get(b"x")?.is_some() && tx.get(b"y")?.is_some();
            if both {
                tx.delete(key)?;
            }
            Ok(both)
        })
        .await;
    taken.unwrap()
}
