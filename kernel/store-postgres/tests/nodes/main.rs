//! Several stores over one database, and a database that fails.

mod failures;
mod opening;
mod proxy;
mod sharing;
mod views;
mod writers;

use haneul_store::{Result, Store, StoreError};
use haneul_store_postgres::PostgresConfig;
use haneul_testkit_postgres::fresh_schema;

fn open(url: &str) -> Store {
    haneul_store_postgres::open(&PostgresConfig::new(url)).unwrap()
}

/// Two nodes of one cloud.
fn two() -> (Store, Store, String) {
    let url = fresh_schema();
    (open(&url), open(&url), url)
}

async fn put(store: &Store, key: &str, value: &str) {
    let done: Result<()> = store
        .transact(|tx| tx.put(key.as_bytes(), value.as_bytes().to_vec()))
        .await;
    done.unwrap();
}

fn get(store: &Store, key: &str) -> Option<String> {
    let found = store.read::<_, StoreError>(|tx| tx.get(key.as_bytes()));
    found
        .unwrap()
        .map(|value| String::from_utf8_lossy(&value).into_owned())
}

async fn refresh(store: &Store) {
    store.refresh(std::time::Duration::ZERO).await.unwrap();
}

/// Adds one to a counter, which may fail in ways that leave open whether it was added.
async fn count(store: &Store, key: &str) -> Result<()> {
    store
        .transact(|tx| {
            let old = tx
                .get(key.as_bytes())?
                .map_or(0, |n| u64::from_be_bytes(n.as_ref().try_into().unwrap()));
            tx.put(key.as_bytes(), (old + 1).to_be_bytes().to_vec())
        })
        .await
}

async fn counted(store: &Store, key: &str) -> u64 {
    refresh(store).await;
    counted_here(store, key)
}

/// By what this node has heard of so far.
fn counted_here(store: &Store, key: &str) -> u64 {
    let found = store.read::<_, StoreError>(|tx| tx.get(key.as_bytes()));
    found
        .unwrap()
        .map_or(0, |n| u64::from_be_bytes(n.as_ref().try_into().unwrap()))
}

/// A connection that goes round the store.
async fn admin(url: &str) -> tokio_postgres::Client {
    let (plain, schema) = url.split_once("?schema=").unwrap();
    let connecting = tokio_postgres::connect(plain, tokio_postgres::NoTls);
    let (client, connection) = connecting.await.unwrap();
    tokio::spawn(connection);
    let path = format!("SET search_path = \"{schema}\"");
    client.batch_execute(&path).await.unwrap();
    client
}
