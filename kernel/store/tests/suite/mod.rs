pub mod bytes;
pub mod dump;
pub mod gaps;
pub mod isolation;
pub mod signals;
pub mod tables;

use haneul_store::{Result, Store};

pub async fn put(store: &Store, rows: &[(&str, &str)]) {
    let done: Result<()> = store
        .transact(|tx| {
            rows.iter()
                .try_for_each(|(key, value)| tx.put(key.as_bytes(), value.as_bytes().to_vec()))
        })
        .await;
    done.unwrap();
}

pub fn text(rows: Vec<(Vec<u8>, ::bytes::Bytes)>) -> Vec<String> {
    rows.into_iter()
        .map(|(key, value)| format!("{}={}", show(&key), show(&value)))
        .collect()
}

fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
