//! Ordered bytes and a transaction's own writes.

use super::{put, text};
use haneul_store::{KeyRange, Result, Store, StoreError, limits};

fn range(from: &str, to: &str) -> KeyRange {
    KeyRange::new(from, to)
}

pub async fn order_and_bounds(store: &Store) {
    put(
        store,
        &[("b", "2"), ("a", "1"), ("c", "3"), ("a\u{1}", "x")],
    )
    .await;
    let rows = store
        .read(|tx| tx.scan(range("a", "c"), 10, false))
        .unwrap();
    assert_eq!(text(rows), ["a=1", "a\u{1}=x", "b=2"]);
    let rows = store
        .read(|tx| tx.scan(KeyRange::prefix("a"), 10, false))
        .unwrap();
    assert_eq!(rows.len(), 2);
    let rows = store
        .read(|tx| tx.scan(range("c", "a"), 10, false))
        .unwrap();
    assert!(rows.is_empty());
    let rows = store.read(|tx| tx.scan(KeyRange::all(), 10, true)).unwrap();
    assert_eq!(text(rows), ["c=3", "b=2", "a\u{1}=x", "a=1"]);
}

pub async fn own_writes(store: &Store) {
    put(store, &[("a", "1"), ("b", "2"), ("d", "4")]).await;
    let mut tx = store.begin().unwrap();
    tx.put(b"c", "3").unwrap();
    tx.put(b"a", "one").unwrap();
    tx.delete(b"b").unwrap();
    tx.delete(b"x").unwrap();
    tx.put(b"e", "5").unwrap();
    assert_eq!(tx.get(b"a").unwrap().unwrap(), "one");
    assert_eq!(tx.get(b"b").unwrap(), None);
    let forward = text(tx.scan(KeyRange::all(), 10, false).unwrap());
    assert_eq!(forward, ["a=one", "c=3", "d=4", "e=5"]);
    let backward = text(tx.scan(KeyRange::all(), 3, true).unwrap());
    assert_eq!(backward, ["e=5", "d=4", "c=3"]);
    store.commit(tx).await.unwrap();
    let rows = store
        .read(|tx| tx.scan(KeyRange::all(), 10, false))
        .unwrap();
    assert_eq!(text(rows), forward);
}

pub async fn limits_and_reverse(store: &Store) {
    let rows: Vec<_> = (0..50).map(|n| format!("{n:02}")).collect();
    let rows: Vec<_> = rows.iter().map(|n| (n.as_str(), n.as_str())).collect();
    put(store, &rows).await;
    for limit in [0, 1, 7, 50, 60] {
        for reverse in [false, true] {
            let found = store
                .read(|tx| tx.scan(KeyRange::all(), limit, reverse))
                .unwrap();
            assert_eq!(found.len(), limit.min(50));
            let first = if reverse { "49" } else { "00" };
            assert!(found.first().is_none_or(|(key, _)| key == first.as_bytes()));
        }
    }
}

pub async fn delete_range_deletes(store: &Store) {
    put(store, &[("a1", ""), ("a2", ""), ("b", "")]).await;
    let gone = store.transact(|tx| {
        tx.put(b"a3", "")?;
        tx.delete_range(KeyRange::prefix("a"))
    });
    let gone: Result<usize> = gone.await;
    assert_eq!(gone.unwrap(), 3);
    let rows = store
        .read(|tx| tx.scan(KeyRange::all(), 10, false))
        .unwrap();
    assert_eq!(text(rows), ["b="]);
}

pub async fn misuse_is_refused(store: &Store) {
    let written: Result<()> = store.read(|tx| tx.put(b"a", "1"));
    assert!(matches!(written, Err(StoreError::Misuse(_))));
    let mut tx = store.begin().unwrap();
    assert!(matches!(tx.put(b"", "1"), Err(StoreError::Misuse(_))));
    assert!(matches!(tx.put(b"\xffa", "1"), Err(StoreError::Misuse(_))));
    assert!(!tx.is_dirty());
    let before = tx.version();
    assert_eq!(store.commit(tx).await.unwrap(), before);
}

pub async fn size_limits(store: &Store) {
    let mut tx = store.begin().unwrap();
    let key = vec![b'k'; limits::MAX_KEY + 1];
    assert!(matches!(tx.put(&key, "1"), Err(StoreError::TooLarge)));
    tx.put(&key[..limits::MAX_KEY], "1").unwrap();
    tx.put(b"a", vec![0; 20 << 20]).unwrap();
    tx.put(b"a", vec![0; 10 << 20]).unwrap();
    tx.put(b"b", vec![0; 10 << 20]).unwrap();
    assert!(matches!(
        tx.put(b"c", vec![0; 20 << 20]),
        Err(StoreError::TooLarge)
    ));
}
