//! The one clock of the cloud: running, frozen or moved.
//!
//! A change of the clock is a durable row with the host's time beside the cloud's. Between two
//! changes the cloud's time either follows the host's or stands still, so the rows together map
//! any host date (what a client signed) to the cloud's time at that moment.

use crate::host;
use haneul_store::{KeyRange, Scope, Span, Store, StoreError, Stored, Table};
use jiff::{SignedDuration, Timestamp};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

static CHANGES: Table<u64, Change> = Table::new("clock");

/// Wakes the other nodes when the clock was changed.
const CHANNEL: &str = "clock";

const GLOBAL: Scope<'static> = Scope {
    partition: "",
    account: "",
    region: "",
};

/// Changes older than the longest presigned URL no longer matter to anyone.
const KEPT: SignedDuration = SignedDuration::from_hours(8 * 24);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Running,
    Frozen,
}

/// From `host` on, the cloud's time is `cloud`, and runs or stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Change {
    host: Timestamp,
    cloud: Timestamp,
    mode: Mode,
}

impl Stored for Change {
    const VERSION: u32 = 1;
}

impl Change {
    fn at(&self, host: Timestamp) -> Timestamp {
        match self.mode {
            Mode::Frozen => self.cloud,
            Mode::Running => self
                .cloud
                .checked_add(host.duration_since(self.host))
                .unwrap_or(self.cloud),
        }
    }
}

#[derive(Clone)]
pub struct Clock {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    /// The version of the store that `changes` were read at, or later.
    read_at: AtomicU64,
    /// By sequence number; never empty.
    changes: RwLock<Vec<(u64, Change)>>,
    moved: watch::Sender<()>,
}

impl Clock {
    /// Reads the recorded changes; a new cloud's clock runs with the host's.
    pub fn open(store: &Store) -> Result<Clock, StoreError> {
        let (version, changes) = read_changes(store)?;
        Ok(Clock {
            inner: Arc::new(Inner {
                store: store.clone(),
                read_at: AtomicU64::new(version),
                changes: RwLock::new(changes),
                moved: watch::Sender::new(()),
            }),
        })
    }

    /// The cloud's time.
    pub fn now(&self) -> Timestamp {
        self.last().at(self.host_now())
    }

    /// The host's time, or rather what all hosts of the cloud take for it.
    pub fn host_now(&self) -> Timestamp {
        let ahead = self.inner.store.server_time_offset();
        host::now() + ahead.unwrap_or_default()
    }

    pub fn mode(&self) -> Mode {
        self.last().mode
    }

    /// The cloud's time at a host date: what a client that signed then would have seen.
    pub fn at_host(&self, date: Timestamp) -> Timestamp {
        let changes = self.inner.changes.read();
        let then = changes.iter().rev().find(|(_, c)| c.host <= date);
        match then.or(changes.first()) {
            Some((_, change)) if change.host <= date => change.at(date),
            // Before the first change the cloud ran with the host.
            _ => date,
        }
    }

    pub async fn set_mode(&self, mode: Mode) -> Result<(), StoreError> {
        let now = self.now();
        self.record(self.next_sequence(), now, mode).await
    }

    /// Starts an advance: its steps share one row, since no host time lies between them.
    pub fn advance(&self) -> Advance {
        Advance {
            clock: self.clone(),
            sequence: self.next_sequence(),
            mode: self.mode(),
        }
    }

    /// Waits until the cloud's time is `due`, however it gets there.
    pub async fn reached(&self, due: Timestamp) {
        let mut moved = self.inner.moved.subscribe();
        loop {
            let now = self.now();
            if now >= due {
                return;
            }
            let wait = match self.mode() {
                Mode::Running => due.duration_since(now).unsigned_abs(),
                Mode::Frozen => Duration::MAX,
            };
            let _ = tokio::time::timeout(wait.min(FAR), moved.changed()).await;
        }
    }

    /// Waits like a client does: until the cloud's clock or the client's own has gone on by
    /// `wait`, so that a frozen cloud does not hang anyone.
    pub async fn wait(&self, wait: Duration) {
        let due = self.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        let _ = tokio::time::timeout(wait, self.reached(due)).await;
    }

    /// Resolves when the clock was changed.
    pub async fn changed(&self) {
        let _ = self.inner.moved.subscribe().changed().await;
    }

    /// Reads the changes again, after the store's rows were replaced.
    pub fn reload(&self) -> Result<(), StoreError> {
        let (version, changes) = read_changes(&self.inner.store)?;
        *self.inner.changes.write() = changes;
        self.inner.read_at.store(version, Ordering::Release);
        self.inner.moved.send_replace(());
        Ok(())
    }

    /// Reads the changes again if there are newer ones: another node's.
    pub fn follow(&self) -> Result<(), StoreError> {
        let newest = self.inner.store.watermark(&CHANGES.prefix(GLOBAL)?);
        match newest > self.inner.read_at.load(Ordering::Acquire) {
            true => self.reload(),
            false => Ok(()),
        }
    }

    /// Where the changes are: what depends on the time depends on this.
    pub fn place(&self) -> Result<KeyRange, StoreError> {
        Ok(KeyRange::prefix(CHANGES.prefix(GLOBAL)?))
    }

    /// Follows what other nodes do to the clock, for those who wait. Never returns.
    pub async fn keep_following(self) {
        let mut changes = self.inner.store.watch(CHANNEL);
        loop {
            if let Err(error) = self.follow() {
                tracing::warn!("changes of the clock cannot be read: {error}");
            }
            changes.changed().await;
        }
    }

    fn last(&self) -> Change {
        let changes = self.inner.changes.read();
        changes.last().map_or_else(Change::unmoved, |(_, c)| *c)
    }

    fn next_sequence(&self) -> u64 {
        self.inner.changes.read().last().map_or(0, |(n, _)| n + 1)
    }

    async fn record(&self, sequence: u64, cloud: Timestamp, mode: Mode) -> Result<(), StoreError> {
        let host = self.host_now();
        let change = Change { host, cloud, mode };
        let old = self.forgettable(host);
        let store = &self.inner.store;
        store
            .transact(|tx| {
                for sequence in &old {
                    CHANGES.delete(tx, GLOBAL, sequence)?;
                }
                tx.notify(CHANNEL);
                CHANGES.put(tx, GLOBAL, &sequence, &change)
            })
            .await?;
        let mut changes = self.inner.changes.write();
        changes.retain(|(n, _)| *n < sequence && !old.contains(n));
        changes.push((sequence, change));
        drop(changes);
        self.inner.moved.send_replace(());
        Ok(())
    }

    /// Changes that ended longer ago than [`KEPT`].
    fn forgettable(&self, host: Timestamp) -> Vec<u64> {
        let changes = self.inner.changes.read();
        changes
            .windows(2)
            .filter(|pair| host.duration_since(pair[1].1.host) > KEPT)
            .map(|pair| pair[0].0)
            .collect()
    }
}

fn read_changes(store: &Store) -> Result<(u64, Vec<(u64, Change)>), StoreError> {
    let (version, mut changes) = store.read::<_, StoreError>(|tx| {
        let changes = CHANGES.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
        Ok((tx.version(), changes))
    })?;
    if changes.is_empty() {
        changes.push((0, Change::unmoved()));
    }
    Ok((version, changes))
}

const FAR: Duration = Duration::from_secs(3600);

impl Change {
    fn unmoved() -> Change {
        Change {
            host: Timestamp::UNIX_EPOCH,
            cloud: Timestamp::UNIX_EPOCH,
            mode: Mode::Running,
        }
    }
}

/// A move of the clock in steps, each durable before anything is run at it.
pub struct Advance {
    clock: Clock,
    sequence: u64,
    mode: Mode,
}

impl Advance {
    /// Moves to `target`; the clock never goes back.
    pub async fn step(&self, target: Timestamp) -> Result<(), StoreError> {
        let target = target.max(self.clock.now());
        self.clock.record(self.sequence, target, self.mode).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    #[tokio::test]
    async fn a_frozen_clock_stands_and_an_advance_moves_it() {
        let clock = Clock::open(&Store::memory()).unwrap();
        clock.set_mode(Mode::Frozen).await.unwrap();
        let start = clock.now();
        assert_eq!(clock.now(), start);
        clock.advance().step(start + DAY).await.unwrap();
        assert_eq!(clock.now(), start + DAY);
        assert_eq!(clock.mode(), Mode::Frozen);
    }

    #[tokio::test]
    async fn changes_survive_a_restart() {
        let store = Store::memory();
        let clock = Clock::open(&store).unwrap();
        clock.advance().step(clock.now() + DAY * 30).await.unwrap();
        clock.set_mode(Mode::Frozen).await.unwrap();
        assert_eq!(Clock::open(&store).unwrap().now(), clock.now());
    }

    #[tokio::test]
    async fn host_dates_are_mapped_through_the_changes() {
        let clock = Clock::open(&Store::memory()).unwrap();
        let before = host::now() - SignedDuration::from_secs(60);
        clock.advance().step(clock.now() + DAY).await.unwrap();
        assert_eq!(clock.at_host(before), before);
        let after = host::now();
        assert!(clock.at_host(after) >= before + DAY);
    }

    #[tokio::test]
    async fn the_clock_never_goes_back() {
        let clock = Clock::open(&Store::memory()).unwrap();
        clock.advance().step(clock.now() + DAY).await.unwrap();
        let ahead = clock.now();
        clock.advance().step(ahead - DAY).await.unwrap();
        assert!(clock.now() >= ahead);
    }
}
