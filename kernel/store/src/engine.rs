//! The seam: what an engine must do. Everything above it is the same for all engines.

use crate::log::write_pages;
use crate::sequence::{Stamp, write_stamps};
use crate::{Append, KeyRange, Result, Watch};
use bytes::Bytes;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Resolves to the version of the commit once it is durable.
pub type CommitFuture = Pin<Box<dyn Future<Output = Result<u64>> + Send>>;

/// Resolves once snapshots are as fresh as was asked for.
pub type Refresh = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Called for each row of a scan.
pub type Visitor<'a> = dyn FnMut(&[u8], &Bytes) -> ControlFlow<()> + 'a;

pub trait Engine: Send + Sync + 'static {
    /// A consistent view of everything committed and durable that this process knows of (see
    /// `refresh`). Does no I/O. `tries` is how often the caller has been turned away with
    /// `Conflict` before: an engine may then do more at once, so that it gets through.
    fn snapshot(&self, tries: u32) -> Result<Arc<dyn View>>;

    /// A view for reading very much: never turned away, however long it takes.
    fn long_view(&self) -> Result<Arc<dyn View>> {
        self.snapshot(0)
    }

    /// Resolves when snapshots include every commit acknowledged by anyone, in whatever process,
    /// up to `max_age` before the call. An engine that is alone with its data always has them.
    fn refresh(&self, max_age: Duration) -> Refresh {
        _ = max_age;
        Box::pin(Fresh)
    }

    /// Checks the commit for conflicts and makes it durable. Commits are tried in the order of
    /// the calls, whether or not the future is polled.
    fn commit(&self, commit: Commit) -> CommitFuture;

    /// The version of the last commit that wrote under this prefix (partition, account, region
    /// and table, each followed by a zero byte), or a later one.
    fn watermark(&self, table_prefix: &[u8]) -> u64;

    /// Woken by every commit that notifies the channel, after it became visible.
    fn watch(&self, channel: &str) -> Watch;

    fn stats(&self) -> EngineStats;

    /// What to add to this host's clock to get the time that all who share the data agree on.
    fn server_time_offset(&self) -> Option<SignedDuration> {
        None
    }
}

/// Costs nothing, not even the allocation.
struct Fresh;

impl Future for Fresh {
    type Output = Result<()>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// All it ever showed is as of `version`. That may rise while it is read from, as long as nothing
/// read so far was written in between; when something was, reading is a `Conflict`, and the reader
/// must begin anew. What does not rise is never a conflict.
pub trait View: Send + Sync {
    fn version(&self) -> u64;

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>>;

    /// `wanted` is a hint: about how many rows will be visited, `usize::MAX` if all.
    fn scan(
        &self,
        range: &KeyRange,
        reverse: bool,
        wanted: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<()>;

    /// Something in the range, read from elsewhere, counts as read from this view.
    fn depend_on(&self, range: &KeyRange) {
        _ = range;
    }
}

pub type Writes = BTreeMap<Vec<u8>, Option<Bytes>>;

/// A finished transaction: what it read, what it writes (`None` deletes), whom it wakes.
#[derive(Debug, Default)]
pub struct Commit {
    pub read_version: u64,
    pub reads: ReadSet,
    pub writes: Writes,
    /// Written in pages with what the rest of the group appends ([`Group::into_writes`]).
    pub appends: Vec<Append>,
    /// Rows whose keys have the version of the commit in them.
    pub stamps: Vec<Stamp>,
    pub notify: Vec<String>,
}

impl Commit {
    /// About how many bytes it writes.
    pub fn size(&self) -> usize {
        let rows = self.writes.iter();
        let rows = rows.map(|(key, value)| key.len() + value.as_ref().map_or(0, Bytes::len));
        let entries = self.appends.iter().map(|append| append.entry.len());
        let stamps = self.stamps.iter();
        let stamps = stamps.map(|stamp| stamp.prefix.len() + stamp.value.len());
        rows.chain(entries).chain(stamps).sum()
    }
}

/// What the commits that are made durable together write.
#[derive(Debug, Default)]
pub struct Group {
    pub writes: Writes,
    pub appends: Vec<Append>,
    pub stamps: Vec<Stamp>,
}

impl Group {
    /// Takes what a commit writes, and leaves it without.
    pub fn take(&mut self, commit: &mut Commit) {
        self.writes.append(&mut commit.writes);
        self.appends.append(&mut commit.appends);
        self.stamps.append(&mut commit.stamps);
    }

    /// Takes a copy, for engines that may have to form the group again.
    pub fn copy(&mut self, commit: &mut Commit) {
        let writes = commit.writes.iter();
        self.writes
            .extend(writes.map(|(key, value)| (key.clone(), value.clone())));
        self.appends.extend_from_slice(&commit.appends);
        self.stamps.extend_from_slice(&commit.stamps);
    }

    /// All rows of the group, once its version is known.
    pub fn into_writes(mut self, version: u64) -> Writes {
        write_pages(version, self.appends, &mut self.writes);
        write_stamps(version, self.stamps, &mut self.writes);
        self.writes
    }
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
