//! Export, import, clear.

use super::{put, text};
use haneul_store::{KeyRange, Store, StoreError};

fn all(store: &Store) -> Vec<String> {
    text(
        store
            .read::<_, StoreError>(|tx| tx.scan(KeyRange::all(), usize::MAX, false))
            .unwrap(),
    )
}

async fn filled(store: &Store) -> Vec<u8> {
    let rows: Vec<_> = (0..5000).map(|n| format!("key {n}")).collect();
    let rows: Vec<_> = rows.iter().map(|key| (key.as_str(), "value")).collect();
    put(store, &rows).await;
    let mut dump = Vec::new();
    assert_eq!(store.export(&mut dump).unwrap(), 5000);
    dump
}

pub async fn an_export_can_be_imported(store: &Store) {
    let dump = filled(store).await;
    let other = Store::memory();
    assert_eq!(other.import(&mut dump.as_slice()).await.unwrap(), 5000);
    assert_eq!(all(&other), all(store));
    assert!(matches!(
        other.import(&mut dump.as_slice()).await,
        Err(StoreError::Misuse(_))
    ));
    store.clear().await.unwrap();
    store.import(&mut dump.as_slice()).await.unwrap();
    assert_eq!(all(&other), all(store));
}

pub async fn a_damaged_export_is_refused(store: &Store) {
    let dump = filled(store).await;
    store.clear().await.unwrap();
    for at in [0, 9, 5000, dump.len() - 1] {
        let mut damaged = dump.clone();
        damaged[at] ^= 1;
        assert!(
            store.import(&mut damaged.as_slice()).await.is_err(),
            "byte {at}"
        );
        assert!(store.import(&mut &dump[..at]).await.is_err(), "cut at {at}");
        assert!(all(store).is_empty());
    }
    let mut newer = dump.clone();
    newer[11] = 99;
    assert!(matches!(
        store.import(&mut newer.as_slice()).await,
        Err(StoreError::NewerFormat { .. })
    ));
}

pub async fn clear_clears(store: &Store) {
    filled(store).await;
    let mut old = store.begin().unwrap();
    assert_eq!(old.scan(KeyRange::all(), 1, false).unwrap().len(), 1);
    store.clear().await.unwrap();
    assert!(all(store).is_empty());
    match old.scan(KeyRange::all(), usize::MAX, false) {
        Ok(rows) => assert_eq!(rows.len(), 5000),
        Err(error) => assert!(matches!(error, StoreError::Conflict), "{error}"),
    }
    put(store, &[("a", "1")]).await;
    assert_eq!(all(store), ["a=1"]);
}
