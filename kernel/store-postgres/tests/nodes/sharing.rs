//! What one node does, as the other sees it.

use crate::{count, counted, counted_here, get, put, refresh, two};
use haneul_store::{KeyRange, Result, Store, StoreError};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_read_after_a_refresh() {
    let (a, b, _) = two();
    for n in 0..50 {
        let value = n.to_string();
        put(&a, "key", &value).await;
        refresh(&b).await;
        // From the cache or not, it is never the one before.
        assert_eq!(get(&b, "key"), Some(value.clone()));
        assert_eq!(get(&b, "key"), Some(value));
        if n % 10 == 5 {
            let gone: Result<()> = b.transact(|tx| tx.delete(b"key")).await;
            gone.unwrap();
            refresh(&a).await;
            assert_eq!(get(&a, "key"), None);
        }
    }
    b.refresh(Duration::from_secs(60)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_read_conflicts() {
    let (a, b, _) = two();
    put(&a, "x", "1").await;
    refresh(&b).await;
    let mut old = b.begin().unwrap();
    old.get(b"x").unwrap();
    old.put(b"y", "from the old x").unwrap();
    put(&a, "x", "2").await;
    assert!(matches!(b.commit(old).await, Err(StoreError::Conflict)));
    assert_eq!(get(&b, "y"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phantom_conflicts() {
    let (a, b, _) = two();
    put(&a, "a1", "").await;
    refresh(&b).await;
    let mut counting = b.begin().unwrap();
    counting.scan(KeyRange::prefix("a"), 9, false).unwrap();
    counting.put(b"count", "1").unwrap();
    put(&a, "a2", "").await;
    assert!(matches!(
        b.commit(counting).await,
        Err(StoreError::Conflict)
    ));
}

/// Each takes away only if both are there; at most one may succeed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_skew_is_impossible() {
    let (a, b, _) = two();
    for round in 0..40 {
        put(&a, "x", "1").await;
        put(&a, "y", "1").await;
        let (one, two) = tokio::join!(
            tokio::spawn(take(a.clone(), b"x")),
            tokio::spawn(take(b.clone(), b"y"))
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_common_counter_counts() {
    let (a, b, _) = two();
    let count_on = |store: &Store, times: u64| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..times {
                count(&store, "n").await.unwrap();
            }
        })
    };
    let tasks: Vec<_> = (0..16)
        .map(|n| count_on(if n % 2 == 0 { &a } else { &b }, 10))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(counted(&a, "n").await, 160);
    assert_eq!(counted(&b, "n").await, 160);
}

/// However busy one node is with a row, the other gets through: sixty-four conflicts in a row
/// would be an error.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_starves() {
    let (a, b, _) = two();
    let greedy: Vec<_> = (0..16)
        .map(|_| {
            let a = a.clone();
            tokio::spawn(async move {
                let mut counts = 0;
                while counted_here(&a, "done") == 0 {
                    count(&a, "n").await.unwrap();
                    counts += 1;
                }
                counts
            })
        })
        .collect();
    for _ in 0..20 {
        count(&b, "n").await.unwrap();
    }
    count(&b, "done").await.unwrap();
    let mut counts = 20;
    for task in greedy {
        counts += task.await.unwrap();
    }
    assert_eq!(counted(&b, "n").await, counts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watch_wakes_within_50_ms() {
    let (a, b, _) = two();
    let mut waits = Vec::new();
    for _ in 0..11 {
        let mut watch = b.watch("news");
        // The poll that the watch hurried is over.
        tokio::time::sleep(Duration::from_millis(7)).await;
        let done: Result<()> = a
            .transact(|tx| {
                tx.notify("news");
                tx.put(b"n", "1")
            })
            .await;
        done.unwrap();
        let acknowledged = Instant::now();
        tokio::time::timeout(Duration::from_secs(5), watch.changed())
            .await
            .unwrap();
        waits.push(acknowledged.elapsed());
    }
    // The middle one: a busy machine may hold a process up for longer.
    waits.sort_unstable();
    assert!(waits[5] < Duration::from_millis(50), "{waits:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watermarks_rise() {
    let (a, b, _) = two();
    let key = "aws\u{0}1\u{0}r\u{0}table\u{0}key";
    let prefix = b"aws\x001\0r\0table\0";
    let before = b.watermark(prefix);
    put(&a, "other", "1").await;
    refresh(&b).await;
    assert_eq!(b.watermark(prefix), before);
    put(&a, key, "1").await;
    refresh(&b).await;
    assert_eq!(b.watermark(prefix), b.begin().unwrap().version());
    assert!(b.watermark(prefix) > before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_time_is_known() {
    let (a, b, _) = two();
    refresh(&a).await;
    refresh(&b).await;
    let (one, two) = (
        a.server_time_offset().unwrap(),
        b.server_time_offset().unwrap(),
    );
    // One host: the clocks are the same.
    for offset in [one, two] {
        assert!(offset.abs().as_millis() < 100, "{offset:?}");
    }
}
