//! Watches and watermarks.

use super::put;
use haneul_store::{Result, Scope, Store};
use std::time::Duration;

async fn write_and_notify(store: &Store, channel: &str) {
    let done: Result<()> = store
        .transact(|tx| {
            tx.put(b"a", "1")?;
            tx.notify(channel);
            Ok(())
        })
        .await;
    done.unwrap();
}

pub async fn a_watch_wakes(store: &Store) {
    let (mut mine, mut other) = (store.watch("mine"), store.watch("other"));
    write_and_notify(store, "mine").await;
    mine.changed().await;
    let silent = tokio::time::timeout(Duration::from_millis(20), other.changed()).await;
    assert!(silent.is_err());
    let silent = tokio::time::timeout(Duration::from_millis(20), mine.changed()).await;
    assert!(silent.is_err());
}

/// A consumer that looks, then waits, sees every step of a producer.
pub async fn a_watch_misses_nothing(store: &Store) {
    const STEPS: u8 = 200;
    let producer = store.clone();
    let producer = tokio::spawn(async move {
        for n in 1..=STEPS {
            let done: Result<()> = producer
                .transact(|tx| {
                    tx.notify("steps");
                    tx.put(b"n", vec![n])
                })
                .await;
            done.unwrap();
            tokio::task::yield_now().await;
        }
    });
    let consumer = async {
        loop {
            let mut watch = store.watch("steps");
            let seen: Result<_> = store.read(|tx| tx.get(b"n"));
            if seen.unwrap().is_some_and(|n| n[0] == STEPS) {
                break;
            }
            watch.changed().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), consumer)
        .await
        .unwrap();
    producer.await.unwrap();
}

pub async fn watches_are_cleaned_up(store: &Store) {
    let watches: Vec<_> = (0..100)
        .map(|n| store.watch(&format!("channel {}", n % 50)))
        .collect();
    assert_eq!(store.stats().watched_channels, 50);
    drop(watches);
    assert_eq!(store.stats().watched_channels, 0);
}

pub async fn watermarks_rise(store: &Store) {
    let scope = Scope::new("aws", "1", "r");
    let (ones, twos) = (
        super::tables::ITEMS.prefix(scope).unwrap(),
        super::tables::NAMES.prefix(scope).unwrap(),
    );
    let start = store.watermark(&ones);
    put(store, &[("unrelated", "")]).await;
    assert_eq!(store.watermark(&ones), start);
    let item = super::tables::item("x");
    let done: Result<()> = store
        .transact(|tx| super::tables::ITEMS.put(tx, scope, &(1u64, "a"), &item))
        .await;
    done.unwrap();
    let version = store.begin().unwrap().version();
    assert_eq!(store.watermark(&ones), version);
    assert!(store.watermark(&twos) < version);
}
