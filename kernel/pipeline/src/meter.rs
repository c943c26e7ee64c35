//! Counts what was done, for whom and where: the ground of every bill.

use crate::cx::Call;
use haneul_store::{Scope, Store, StoreError, Stored, Table};
use jiff::Timestamp;
use parking_lot::Mutex;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

/// By hour (in seconds since 1970), service and operation.
static METER: Table<(i64, String, String), Count> = Table::new("meter");

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Count {
    pub calls: u64,
    pub errors: u64,
}

impl Stored for Count {
    const VERSION: u32 = 1;
}

#[derive(Clone, PartialEq)]
struct Line {
    partition: String,
    account: String,
    region: String,
    hour: i64,
    service: &'static str,
    operation: &'static str,
}

impl Line {
    fn of(call: &Call) -> Line {
        Line {
            partition: call.partition.clone(),
            account: call.account.clone(),
            region: call.region.clone(),
            hour: hour_of(call.now),
            service: call.service,
            operation: call.operation,
        }
    }

    fn is_of(&self, call: &Call) -> bool {
        self.operation == call.operation
            && self.service == call.service
            && self.hour == hour_of(call.now)
            && self.account == call.account
            && self.region == call.region
            && self.partition == call.partition
    }
}

/// Lines by what their hashes are: most calls find theirs without a line of their own.
type Pending = FxHashMap<u64, Vec<(Line, Count)>>;

fn hash_of(call: &Call) -> u64 {
    let place = (&call.account, &call.region, call.service, call.operation);
    FxBuildHasher.hash_one(place)
}

/// Counts in memory, added to the store within a second.
#[derive(Default)]
pub struct Meter {
    pending: Mutex<Pending>,
    total: AtomicU64,
}

impl Meter {
    /// Calls since the start.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    pub(crate) fn count(&self, call: &Call, failed: bool) {
        self.total.fetch_add(1, Ordering::Relaxed);
        let mut pending = self.pending.lock();
        let lines = pending.entry(hash_of(call)).or_default();
        let known = lines.iter().position(|(line, _)| line.is_of(call));
        let place = known.unwrap_or_else(|| {
            lines.push((Line::of(call), Count::default()));
            lines.len() - 1
        });
        let (_, count) = &mut lines[place];
        count.calls += 1;
        count.errors += u64::from(failed);
    }

    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let pending = std::mem::take(&mut *self.pending.lock());
        if pending.is_empty() {
            return Ok(());
        }
        let written = store
            .transact(|tx| {
                for (line, count) in pending.values().flatten() {
                    let scope = Scope {
                        partition: &line.partition,
                        account: &line.account,
                        region: &line.region,
                    };
                    let key = (
                        line.hour,
                        line.service.to_owned(),
                        line.operation.to_owned(),
                    );
                    let mut total = METER.get(tx, scope, &key)?.unwrap_or_default();
                    total.calls += count.calls;
                    total.errors += count.errors;
                    METER.put(tx, scope, &key, &total)?;
                }
                Ok::<_, StoreError>(())
            })
            .await;
        if written.is_err() {
            // Lines that came meanwhile stand beside these; the next flush adds both.
            let mut current = self.pending.lock();
            for (hash, lines) in pending {
                current.entry(hash).or_default().extend(lines);
            }
        }
        written
    }
}

fn hour_of(now: Timestamp) -> i64 {
    now.as_second() / 3600 * 3600
}
