//! What the engine needs of a database, and how it fails. The real one speaks SQL (`link`); the tests
//! have one in memory, whose network does what a seed says.

use crate::entry::Entry;
use crate::page::{Selection, StoredRow};
use crate::write::Group;
use bytes::Bytes;
use haneul_store::{Result, StoreError, View};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub trait Database: Send + Sync + 'static {
    type Link: Link;

    fn connect(
        self: &Arc<Self>,
        purpose: Purpose,
    ) -> impl Future<Output = Result<Self::Link>> + Send;

    /// Different in each process and each time it starts.
    fn node_id(&self) -> u64;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Follow,
    Read,
    Commit,
}

/// A connection that follows the log or commits. Nothing here is sent again by itself.
pub trait Link: Send + Sync + 'static {
    fn is_closed(&self) -> bool;

    /// Whether what this process knows has been compared with this server's log.
    fn is_known(&self) -> &AtomicBool;

    /// The group that made a version, if the log has it.
    fn group_at(&self, version: u64) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send;

    /// Tells what is in the log behind `from`, or some of it.
    fn news(
        &self,
        from: u64,
        tell: &mut (dyn FnMut(News) -> Result<()> + Send),
    ) -> impl Future<Output = Result<()>> + Send;

    /// Moves the head from `base` to the next version and writes the group. False, and nothing
    /// written, if the head is somewhere else.
    fn swap(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> impl Future<Output = std::result::Result<bool, Failure>> + Send;

    /// Begins a transaction with the head locked; what is in the log behind `known` then.
    fn lock(
        &self,
        known: u64,
    ) -> impl Future<Output = std::result::Result<Vec<News>, Failure>> + Send;

    /// Does what `swap` does, in the transaction that `lock` began, and ends it.
    fn write(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> impl Future<Output = std::result::Result<bool, Failure>> + Send;

    fn roll_back(&self) -> impl Future<Output = std::result::Result<(), Failure>> + Send;

    /// Whether the group that builds on `base` is in the log; if not, it never will be. It is not
    /// known (`MaybeCommitted`) if the log does not reach back to it any more.
    fn settle(&self, base: u64, id: &[u8]) -> impl Future<Output = Result<bool>> + Send;
}

/// What is read for callers that cannot wait asynchronously: the row or rows, and the version they
/// are as of, which this process has then reached.
pub trait Reader: Send + Sync + 'static {
    fn get(&self, key: &[u8]) -> Result<(u64, Option<Bytes>)>;

    fn page(&self, selection: Selection) -> Result<(u64, Vec<StoredRow>)>;

    fn long_view(&self) -> Result<Arc<dyn View>>;

    /// As measured last.
    fn disk_bytes(&self) -> u64;
}

/// What a look at the log tells: where the head is and the server's time, and an entry if there is
/// one.
pub struct News {
    pub head: u64,
    /// In microseconds; zero where it was not asked for.
    pub time: i64,
    pub entry: Option<Entry>,
}

/// How an attempt to write failed.
#[derive(Debug)]
pub enum Failure {
    /// Nothing was written, nor will be.
    Refused(StoreError),
    /// Nothing was sent: the database cannot be reached.
    NotSent(StoreError),
    /// The connection was lost over it.
    Lost(StoreError),
}

pub fn silent() -> StoreError {
    StoreError::Unreachable("it does not answer in time".to_owned())
}

pub fn headless() -> StoreError {
    StoreError::corrupt("the database's head has no row")
}
