//! Views that move on, scans page by page, keys that PostgreSQL's indexes do not take.

use crate::{admin, get, put, refresh, two};
use haneul_store::{KeyRange, Result, Store, StoreError, limits};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

async fn fill(store: &Store, prefix: &str, rows: usize, size: usize) {
    let done: Result<()> = store
        .transact(|tx| {
            (0..rows)
                .try_for_each(|n| tx.put(format!("{prefix}{n:06}").as_bytes(), vec![b'v'; size]))
        })
        .await;
    done.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_moves_on_past_what_it_has_not_read() {
    let (a, b, _) = two();
    put(&a, "x", "1").await;
    refresh(&b).await;
    let mut reader = b.begin().unwrap();
    assert_eq!(reader.get(b"x").unwrap().unwrap(), "1");
    let before = reader.version();
    put(&a, "y", "2").await;
    assert_eq!(reader.get(b"y").unwrap().unwrap(), "2");
    assert!(reader.version() > before);
    reader.put(b"sum", "3").unwrap();
    b.commit(reader).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_never_shows_two_moments() {
    let (a, b, _) = two();
    put(&a, "x", "1").await;
    refresh(&b).await;
    for (change, unread) in [("x", "y1"), ("z", "y2")] {
        let mut reader = b.begin().unwrap();
        reader.get(b"x").unwrap();
        // Read elsewhere, from a cache: counts as well.
        reader.depend_on(KeyRange::prefix("z"));
        put(&a, change, "2").await;
        put(&a, unread, "2").await;
        assert!(matches!(
            reader.get(unread.as_bytes()),
            Err(StoreError::Conflict)
        ));
        assert!(reader.is_stale());
        refresh(&b).await;
    }
    let both = b.read::<_, StoreError>(|tx| Ok((tx.get(b"x")?, tx.get(b"y1")?)));
    assert!(both.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cached_row_is_not_shown_to_an_older_view() {
    let (a, b, _) = two();
    put(&a, "x", "1").await;
    put(&a, "y", "1").await;
    refresh(&b).await;
    let mut reader = b.begin().unwrap();
    reader.get(b"x").unwrap();
    let done: Result<()> = b
        .transact(|tx| {
            tx.put(b"x", "2")?;
            tx.put(b"y", "2")
        })
        .await;
    done.unwrap();
    // Now in the cache.
    assert_eq!(get(&b, "y").unwrap(), "2");
    assert!(matches!(reader.get(b"y"), Err(StoreError::Conflict)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_each_other() {
    let (a, _, _) = two();
    fill(&a, "k", 3_000, 10).await;
    fill(&a, "large", 40, 80_000).await;
    for reverse in [false, true] {
        for (prefix, rows) in [("k", 3_000), ("large", 40)] {
            let found: Result<_> =
                a.read(|tx| tx.scan(KeyRange::prefix(prefix), usize::MAX, reverse));
            let mut found: Vec<_> = found.unwrap().into_iter().map(|(key, _)| key).collect();
            if reverse {
                found.reverse();
            }
            let expected = (0..rows).map(|n| format!("{prefix}{n:06}").into_bytes());
            assert!(expected.eq(found), "{prefix} {reverse}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_keys_keep_their_order() {
    let (a, b, _) = two();
    let base = vec![b'k'; 2_000];
    let mut keys = vec![base.clone(), base[..1_999].to_vec(), vec![b'l'; 2_500]];
    for n in 0..40u8 {
        let noise = (0..n).map(|m| n.wrapping_mul(31).wrapping_add(m.wrapping_mul(97)));
        keys.push(
            [
                base.as_slice(),
                &[n.wrapping_mul(67), 0, 1],
                &noise.collect::<Vec<_>>(),
            ]
            .concat(),
        );
    }
    keys.push([base.as_slice(), &[0]].concat());
    keys.push([base.as_slice(), &vec![b'z'; limits::MAX_KEY - 2_000]].concat());
    let done: Result<()> = a
        .transact(|tx| keys.iter().try_for_each(|key| tx.put(key, key.clone())))
        .await;
    done.unwrap();
    keys.sort();
    refresh(&b).await;
    for limit in [1, 3, 7, usize::MAX] {
        for reverse in [false, true] {
            let found: Result<_> = b.read(|tx| tx.scan(KeyRange::prefix("k"), limit, reverse));
            let found: Vec<_> = found.unwrap().into_iter().map(|(key, _)| key).collect();
            let all = keys.iter().filter(|key| key[0] == b'k').cloned();
            let wanted: Vec<_> = match reverse {
                true => all.rev().take(limit).collect(),
                false => all.take(limit).collect(),
            };
            assert!(found == wanted, "{limit} {reverse}");
        }
    }
    for (at, key) in keys.iter().enumerate() {
        let found: Result<_> = b.read(|tx| tx.get(key));
        assert_eq!(found.unwrap().as_deref(), Some(key.as_slice()));
        let from = KeyRange::new(key.clone(), [0xff]);
        let found: Result<_> = b.read(|tx| tx.scan(from.clone(), usize::MAX, false));
        assert_eq!(found.unwrap().len(), keys.len() - at);
        let until = KeyRange::new([0], key.clone());
        let found: Result<_> = b.read(|tx| tx.scan(until.clone(), usize::MAX, true));
        assert_eq!(found.unwrap().len(), at);
    }
    let gone: Result<()> = b
        .transact(|tx| keys.iter().try_for_each(|key| tx.delete(key)))
        .await;
    gone.unwrap();
    let left: Result<_> = b.read(|tx| tx.scan(KeyRange::all(), 9, false));
    assert!(left.unwrap().is_empty());
}

/// Somebody writes into the range all the time; reading all of it ends nevertheless.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_scan_ends_against_steady_writers() {
    let (a, b, _) = two();
    fill(&a, "k", 3_000, 100).await;
    refresh(&b).await;
    let ended = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (a, ended) = (a.clone(), ended.clone());
        async move {
            let mut n = 0;
            while !ended.load(Ordering::Relaxed) {
                put(&a, &format!("k{:06}", n * 7 % 3_000), "new").await;
                n += 1;
            }
            n
        }
    });
    for _ in 0..3 {
        let counted = tokio::time::timeout(Duration::from_secs(20), async {
            b.read::<_, StoreError>(|tx| tx.scan(KeyRange::prefix("k"), usize::MAX, false))
        });
        assert_eq!(counted.await.unwrap().unwrap().len(), 3_000);
    }
    ended.store(true, Ordering::Relaxed);
    assert!(writer.await.unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_behind_a_trimmed_log_begins_anew() {
    let (a, b, url) = two();
    put(&a, "x", "1").await;
    refresh(&b).await;
    assert_eq!(get(&b, "x").unwrap(), "1");
    let mut old = b.begin().unwrap();
    old.get(b"x").unwrap();
    old.put(b"y", "from the old x").unwrap();
    let mut watch = b.watch("news");
    // So that the poll of the background does not get to see the entries.
    let admin = admin(&url).await;
    admin
        .batch_execute(
            "BEGIN; UPDATE head SET version = version + 2;
             UPDATE rows SET value = '2' WHERE key = 'x'; COMMIT",
        )
        .await
        .unwrap();
    refresh(&b).await;
    assert_eq!(get(&b, "x").unwrap(), "2");
    assert!(matches!(b.commit(old).await, Err(StoreError::Conflict)));
    // Perhaps it was notified.
    watch.changed().await;
    put(&b, "z", "1").await;
    refresh(&a).await;
    assert_eq!(get(&a, "z").unwrap(), "1");
    assert_eq!(get(&a, "x").unwrap(), "2");
}
