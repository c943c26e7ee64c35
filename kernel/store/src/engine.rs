//! The seam: what an engine must do. Everything above it is the same for all engines.

use crate::{Append, KeyRange, Result, Watch};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;

/// Resolves to the version of the commit once it is durable.
pub type CommitFuture = Pin<Box<dyn Future<Output = Result<u64>> + Send>>;

/// Called for each row of a scan.
pub type Visitor<'a> = dyn FnMut(&[u8], &Bytes) -> ControlFlow<()> + 'a;

pub trait Engine: Send + Sync + 'static {
    /// A consistent view of everything committed and durable.
    fn snapshot(&self) -> Result<Arc<dyn View>>;

    /// Checks the commit for conflicts and makes it durable. Commits are tried in the order of
    /// the calls, whether or not the future is polled.
    fn commit(&self, commit: Commit) -> CommitFuture;

    /// The version of the last commit that wrote under this prefix (partition, account, region
    /// and table, each followed by a zero byte), or a later one.
    fn watermark(&self, table_prefix: &[u8]) -> u64;

    /// Woken by every commit that notifies the channel, after it became visible.
    fn watch(&self, channel: &str) -> Watch;

    fn stats(&self) -> EngineStats;
}

pub trait View: Send + Sync {
    fn version(&self) -> u64;
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>>;
    fn scan(&self, range: &KeyRange, reverse: bool, visit: &mut Visitor<'_>) -> Result<()>;
}

pub type Writes = BTreeMap<Vec<u8>, Option<Bytes>>;

/// A finished transaction: what it read, what it writes (`None` deletes), whom it wakes.
#[derive(Debug, Default)]
pub struct Commit {
    pub read_version: u64,
    pub reads: ReadSet,
    pub writes: Writes,
    /// Written in pages with what the rest of the group appends ([`crate::write_pages`]).
    pub appends: Vec<Append>,
    pub notify: Vec<String>,
}

#[derive(Debug, Default)]
pub struct ReadSet {
    pub keys: Vec<Vec<u8>>,
    pub ranges: Vec<KeyRange>,
}

#[derive(Clone, Debug, Default)]
pub struct EngineStats {
    pub engine: &'static str,
    pub version: u64,
    /// Commits made durable since start, and the flushes that took.
    pub commits: u64,
    pub groups: u64,
    pub conflicts: u64,
    pub disk_bytes: u64,
    /// Keys remembered for conflict detection.
    pub recent_keys: usize,
    pub watched_channels: usize,
}
