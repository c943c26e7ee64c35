//! Counts what was done, for whom and where: the ground of every bill.

use haneul_store::{Scope, Store, StoreError, Stored, Table};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
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

#[derive(Clone, PartialEq, Eq, Hash)]
struct Line {
    partition: String,
    account: String,
    region: String,
    hour: i64,
    service: &'static str,
    operation: &'static str,
}

/// Counts in memory, added to the store within a second.
#[derive(Default)]
pub struct Meter {
    pending: Mutex<HashMap<Line, Count>>,
    total: AtomicU64,
}

impl Meter {
    /// Calls since the start.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    pub(crate) fn count(&self, call: &crate::cx::Call, failed: bool) {
        let line = Line {
            partition: call.partition.clone(),
            account: call.account.clone(),
            region: call.region.clone(),
            hour: hour_of(call.now),
            service: call.service,
            operation: call.operation,
        };
        self.total.fetch_add(1, Ordering::Relaxed);
        let mut pending = self.pending.lock();
        let count = pending.entry(line).or_default();
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
                for (line, count) in &pending {
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
            let mut current = self.pending.lock();
            for (line, count) in pending {
                let total = current.entry(line).or_default();
                total.calls += count.calls;
                total.errors += count.errors;
            }
        }
        written
    }
}

fn hour_of(now: Timestamp) -> i64 {
    now.as_second() / 3600 * 3600
}
