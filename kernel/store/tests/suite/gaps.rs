//! Scans over what was deleted.

use haneul_store::{KeyRange, Result, Store};
use std::time::{Duration, Instant};

const ROWS: u32 = 60_000;

fn key(n: u32) -> Vec<u8> {
    [b"q".as_slice(), &n.to_be_bytes()].concat()
}

async fn each(
    store: &Store,
    from: u32,
    to: u32,
    write: impl Fn(&mut haneul_store::Tx, u32) -> Result<()>,
) {
    for start in (from..to).step_by(5000) {
        let end = to.min(start + 5000);
        let done: Result<()> = store
            .transact(|tx| (start..end).try_for_each(|n| write(tx, n)))
            .await;
        done.unwrap();
    }
}

pub async fn a_queue_head_stays_quick(store: &Store) {
    each(store, 0, ROWS, |tx, n| tx.put(&key(n), "m")).await;
    each(store, 0, ROWS - 1, |tx, n| tx.delete(&key(n))).await;
    let head = |reverse| -> Vec<u8> {
        let rows: Result<_> = store.read(|tx| tx.scan(KeyRange::prefix("q"), 1, reverse));
        rows.unwrap().remove(0).0
    };
    assert_eq!(head(false), key(ROWS - 1));
    let start = Instant::now();
    for _ in 0..100 {
        assert_eq!(head(false), key(ROWS - 1));
    }
    assert!(
        start.elapsed() < Duration::from_millis(200),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(head(true), key(ROWS - 1));
}

pub async fn puts_into_gaps_are_seen(store: &Store) {
    each(store, 0, ROWS, |tx, n| tx.put(&key(n), "m")).await;
    each(store, 0, ROWS, |tx, n| tx.delete(&key(n))).await;
    let all = || -> Vec<_> {
        let rows: Result<_> = store.read(|tx| tx.scan(KeyRange::prefix("q"), 99, false));
        rows.unwrap().into_iter().map(|(key, _)| key).collect()
    };
    assert!(all().is_empty());
    let mut expected = Vec::new();
    for n in [30_000, 0, 59_999, 10_000, 10_001] {
        each(store, n, n + 1, |tx, n| tx.put(&key(n), "m")).await;
        expected.push(key(n));
        expected.sort();
        assert_eq!(all(), expected);
    }
}
