//! A transaction whose reads are compared with what the database had, once its version is known.

use super::network::Network;
use super::process::Process;
use bytes::Bytes;
use haneul_store::{KeyRange, Result, StoreError, Tx};
use std::time::Duration;

pub struct Watched {
    pub tx: Tx,
    gets: Vec<(Vec<u8>, Option<Bytes>)>,
    scans: Vec<(Vec<u8>, super::rows::Rows)>,
}

impl Watched {
    pub fn begin(process: &Process, tries: u32) -> Result<Self> {
        let tx = process.store.begin_again(tries)?;
        Ok(Self {
            tx,
            gets: Vec::new(),
            scans: Vec::new(),
        })
    }

    pub fn get(&mut self, key: &str) -> Result<Option<Bytes>> {
        let value = self.tx.get(key.as_bytes())?;
        self.gets.push((key.as_bytes().to_vec(), value.clone()));
        Ok(value)
    }

    pub fn number(&mut self, key: &str) -> Result<u64> {
        Ok(number(self.get(key)?.as_ref()))
    }

    pub fn scan(&mut self, prefix: &str) -> Result<super::rows::Rows> {
        let rows = self.tx.scan(KeyRange::prefix(prefix), usize::MAX, false)?;
        self.scans.push((prefix.as_bytes().to_vec(), rows.clone()));
        Ok(rows)
    }

    /// A transaction that writes saw what was there right before its own version; one that only
    /// reads, what was there at the version of its snapshot.
    pub async fn commit(self, process: &Process) -> Result<u64> {
        let is_dirty = self.tx.is_dirty();
        let version = process.store.commit(self.tx).await?;
        let seen = version - u64::from(is_dirty);
        let network = process.network();
        let tables = network.tables.lock();
        let mut wrong = Vec::new();
        for (key, value) in &self.gets {
            let right = tables.at(key, seen);
            if right != *value {
                let key = String::from_utf8_lossy(key).into_owned();
                let (found, right) = (number(value.as_ref()), number(right.as_ref()));
                wrong.push(format!(
                    "{key} was read as {found} at {seen}, where it was {right}"
                ));
            }
        }
        for (prefix, rows) in &self.scans {
            if tables.all_at(prefix, seen) != *rows {
                let prefix = String::from_utf8_lossy(prefix);
                wrong.push(format!(
                    "a scan of {prefix} at {seen} shows what was not there"
                ));
            }
        }
        drop(tables);
        wrong
            .into_iter()
            .for_each(|what| network.complain(format!("{}: {what}", process.name)));
        Ok(version)
    }
}

pub fn number(value: Option<&Bytes>) -> u64 {
    let text = value.map(|value| String::from_utf8_lossy(value).into_owned());
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

pub async fn pause(network: &Network, longest: u64) {
    let milliseconds = network.chance.below(longest);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// What is known of an attempt once it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Done,
    /// It is not there and never will be.
    Refused,
    /// It may be there, once.
    Unknown,
}

pub fn fate<T>(outcome: &Result<T>) -> Fate {
    match outcome {
        Ok(_) => Fate::Done,
        Err(StoreError::MaybeCommitted) => Fate::Unknown,
        Err(_) => Fate::Refused,
    }
}
