//! Commits that are large, many, or in each other's way.

use crate::{admin, get, open, put, refresh, two};
use haneul_store::{KeyRange, Result, Store};
use haneul_testkit_postgres::fresh_schema;

async fn write(store: &Store, prefix: &str, rows: usize, size: usize) {
    let done: Result<()> = store
        .transact(|tx| {
            (0..rows).try_for_each(|n| tx.put(format!("{prefix}{n:05}").as_bytes(), vec![7; size]))
        })
        .await;
    done.unwrap();
}

fn rows(store: &Store, prefix: &str) -> usize {
    let rows: Result<_> = store.read(|tx| tx.scan(KeyRange::prefix(prefix), usize::MAX, false));
    rows.unwrap().len()
}

/// More than a group takes, and more than a statement takes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_larger_than_a_group_are_whole() {
    let (a, b, _) = two();
    write(&a, "s", 60, 90_000).await;
    write(&a, "l", 300, 90_000).await;
    refresh(&b).await;
    assert_eq!((rows(&b, "s"), rows(&b, "l")), (60, 300));
    let gone: Result<usize> = b
        .transact(|tx| tx.delete_range(KeyRange::prefix("l")))
        .await;
    assert_eq!(gone.unwrap(), 300);
    refresh(&a).await;
    assert_eq!(rows(&a, "l"), 0);
    tokio::join!(write(&a, "x", 100, 90_000), write(&b, "y", 100, 90_000));
    refresh(&a).await;
    refresh(&b).await;
    assert_eq!((rows(&a, "y"), rows(&b, "x")), (100, 100));
}

/// An entry with too many keys to list them makes the others begin anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn very_many_keys_at_once() {
    let (a, b, _) = two();
    put(&a, "x", "1").await;
    refresh(&b).await;
    assert_eq!(get(&b, "x").unwrap(), "1");
    let noise = |n: u64| {
        let words = (0..120).map(|word| {
            (n << 20 | word)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .to_be_bytes()
        });
        [b"k".to_vec(), words.collect::<Vec<_>>().concat()].concat()
    };
    let done: Result<()> = a
        .transact(|tx| {
            (0..10_000).try_for_each(|n| tx.put(&noise(n), ""))?;
            tx.put(b"x", "2")
        })
        .await;
    done.unwrap();
    refresh(&b).await;
    assert_eq!(get(&b, "x").unwrap(), "2");
    assert_eq!(rows(&b, "k"), 10_000);
}

/// Neither node keeps the other from its turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn two_busy_nodes_both_get_on() {
    let (a, b, _) = two();
    let busy = |store: Store, prefix: &'static str| {
        tokio::spawn(async move {
            for n in 0..150 {
                put(&store, &format!("{prefix}{n}"), "1").await;
            }
        })
    };
    let tasks: Vec<_> = (0..4)
        .flat_map(|n| {
            let prefixes = [["a0", "a1", "a2", "a3"][n], ["b0", "b1", "b2", "b3"][n]];
            [busy(a.clone(), prefixes[0]), busy(b.clone(), prefixes[1])]
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    refresh(&a).await;
    assert_eq!((rows(&a, "a"), rows(&a, "b")), (600, 600));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statistics_are_kept() {
    let url = fresh_schema();
    let store = open(&url);
    for n in 0..5 {
        put(&store, "x", &n.to_string()).await;
    }
    let stats = store.stats();
    assert_eq!(
        (stats.engine, stats.commits, stats.version),
        ("postgresql", 5, 5)
    );
    let admin = admin(&url).await;
    let logged = admin.query("SELECT version FROM log", &[]).await.unwrap();
    assert_eq!(logged.len(), 5);
}
