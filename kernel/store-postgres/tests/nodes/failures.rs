//! Connections that are cut, servers that stop, restart, or are killed: what was acknowledged is
//! there exactly once, and the nodes go on by themselves.

use crate::proxy::Proxy;
use crate::{admin, count, counted, get, open, put, refresh, two};
use haneul_store::{Store, StoreError};
use haneul_testkit_postgres::{Server, fresh_schema, shared};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// What became of the attempts to count.
#[derive(Default)]
struct Tally {
    acknowledged: u64,
    unknown: u64,
    failed: u64,
}

/// Counts, each task a counter of its own, until told to end.
fn counters(stores: &[Store], ended: &Arc<AtomicBool>) -> Vec<JoinHandle<Tally>> {
    let counter = |(n, store): (usize, &Store)| {
        let (store, ended) = (store.clone(), ended.clone());
        tokio::spawn(async move {
            let mut tally = Tally::default();
            while !ended.load(Ordering::Relaxed) {
                match count(&store, &format!("n{n}")).await {
                    Ok(()) => tally.acknowledged += 1,
                    Err(StoreError::MaybeCommitted) => tally.unknown += 1,
                    Err(_) => {
                        tally.failed += 1;
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                }
            }
            tally
        })
    };
    stores.iter().enumerate().map(counter).collect()
}

/// Each counter has exactly what was acknowledged: the store found out what became of the rest.
async fn assert_exact(store: &Store, tasks: Vec<JoinHandle<Tally>>) -> u64 {
    let mut total = 0;
    for (n, task) in tasks.into_iter().enumerate() {
        let tally = task.await.unwrap();
        let counted = counted(store, &format!("n{n}")).await;
        assert!(
            counted == tally.acknowledged && tally.unknown == 0,
            "counter {n} is {counted}: {} acknowledged, {} unknown, {} failed",
            tally.acknowledged,
            tally.unknown,
            tally.failed
        );
        total += tally.acknowledged;
    }
    total
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_connections_lose_nothing() {
    let (a, b, url) = two();
    let ended = Arc::new(AtomicBool::new(false));
    let stores = [a.clone(), a.clone(), a.clone(), b.clone(), b.clone(), b];
    let tasks = counters(&stores, &ended);
    let admin = admin(&url).await;
    let until = Instant::now() + Duration::from_secs(3);
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(37)).await;
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE application_name LIKE 'haneul/%'";
        admin.query(kill, &[]).await.unwrap();
    }
    ended.store(true, Ordering::Relaxed);
    let total = assert_exact(&a, tasks).await;
    assert!(total > 20, "only {total} got through");
}

/// Statements reach the server after their connection is lost. (That they come too late even if
/// nothing is tried again is a test of `settle`.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_statements_change_nothing() {
    let proxy = Proxy::start(shared().port()).await;
    let direct = fresh_schema();
    let through = direct.replace(&shared().port().to_string(), &proxy.port().to_string());
    let (a, b) = (open(&through), open(&direct));
    let ended = Arc::new(AtomicBool::new(false));
    let tasks = counters(&[a.clone(), a.clone(), a.clone(), b.clone()], &ended);
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        proxy.hold();
        tokio::time::sleep(Duration::from_millis(30)).await;
        proxy.cut();
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    ended.store(true, Ordering::Relaxed);
    assert_exact(&b, tasks).await;
    assert!(
        proxy.late() > 0,
        "nothing was on its way when the connections were cut"
    );
}

/// Stops in order, and is killed, with two nodes at work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_server_has_all() {
    let server = Server::start();
    let url = server.url("restarts");
    let (a, b) = (open(&url), open(&url));
    let ended = Arc::new(AtomicBool::new(false));
    let tasks = counters(&[a.clone(), a.clone(), b.clone(), b.clone()], &ended);
    for kill in [false, true, true] {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::task::block_in_place(|| {
            if kill {
                server.kill();
            } else {
                server.stop();
            }
            server.start_again();
        });
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    ended.store(true, Ordering::Relaxed);
    let total = assert_exact(&b, tasks).await;
    assert!(total > 20, "only {total} got through");
    put(&a, "after", "1").await;
    refresh(&b).await;
    assert_eq!(get(&b, "after").unwrap(), "1");
}

/// Says so, soon, and goes on when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_server_a_store_says_so() {
    let server = Server::start();
    let store = open(&server.url("gone"));
    put(&store, "a", "1").await;
    tokio::task::block_in_place(|| server.stop());
    let start = Instant::now();
    let fresh = store.refresh(Duration::ZERO).await;
    assert!(
        matches!(fresh, Err(StoreError::Unreachable(_))),
        "{fresh:?}"
    );
    let read = store.read::<_, StoreError>(|tx| tx.get(b"not in the cache"));
    assert!(matches!(read, Err(StoreError::Unreachable(_))));
    assert!(
        start.elapsed() < Duration::from_secs(12),
        "{:?}",
        start.elapsed()
    );
    let mut tx = store.begin().unwrap();
    tx.put(b"b", "late").unwrap();
    let late = store.commit(tx);
    tokio::task::block_in_place(|| server.start_again());
    late.await.unwrap();
    assert_eq!(get(&store, "b").unwrap(), "late");
    assert_eq!(get(&store, "not in the cache"), None);
}
