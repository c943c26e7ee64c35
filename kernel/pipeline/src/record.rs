//! The record of each call, with the verdict of its authorisation.
//!
//! A changing call's record commits with the change. Everything else (reads, refusals) is
//! buffered and flushed within a second in rows of many records.

use crate::credentials::GLOBAL;
use crate::cx::Call;
use haneul_runtime::ids::RequestId;
use haneul_store::{Key, KeyRange, OwnedKey, Span, Store, StoreError, Stored, Table, Tx};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

static CHANGES: Table<(i64, String), CallRecord> = Table::new("call");
static READS: Table<(i64, u64), Page> = Table::new("call_page");

/// Records in one stored page.
const PAGE: usize = 150;
/// Rows kept of each kind; older ones are trimmed.
const KEPT_CHANGES: usize = 100_000;
const KEPT_PAGES: usize = 1_000;
/// A page may hold records this much older than its key.
const PAGE_SPAN_MICROS: i64 = 5_000_000;
/// Buffered records beyond this are flushed at once instead of within the second.
const BUFFER: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    pub id: String,
    pub at: Timestamp,
    pub partition: String,
    pub account: String,
    pub region: String,
    pub service: String,
    pub operation: String,
    pub principal: String,
    pub access_key: String,
    pub source_ip: String,
    pub user_agent: String,
    pub status: u16,
    pub error: Option<String>,
    pub verdict: Verdict,
}

/// Why a call was let in or refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub allowed: bool,
    /// One sentence: what decided.
    pub reason: String,
    pub checks: Vec<CheckRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    pub action: String,
    pub resource: String,
    pub allowed: bool,
    pub reason: String,
    /// Statements that matched: policy id, statement, effect.
    pub matched: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Page {
    records: Vec<Arc<CallRecord>>,
}

impl Stored for CallRecord {
    const VERSION: u32 = 1;
}

impl Stored for Page {
    const VERSION: u32 = 1;
}

impl CallRecord {
    /// The record of a call that has not been decided yet.
    pub(crate) fn begin(call: &Call) -> CallRecord {
        let source_ip = call.request.source_ip.map(|ip| ip.to_string());
        CallRecord {
            id: call.id.to_string(),
            at: call.now,
            partition: call.partition.clone(),
            account: call.account.clone(),
            region: call.region.clone(),
            service: call.service.to_owned(),
            operation: call.operation.to_owned(),
            principal: call.caller.principal.arn.clone(),
            access_key: call.caller.access_key.clone(),
            source_ip: source_ip.unwrap_or_default(),
            user_agent: call.request.user_agent.clone(),
            status: 200,
            error: None,
            verdict: Verdict::default(),
        }
    }

    /// Writes the record in the transaction of the change it records.
    pub(crate) fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let key = (self.at.as_microsecond(), self.id.clone());
        // An id is this call's alone. Another change of the same call writes the same again.
        CHANGES.insert(tx, GLOBAL, &key, self)
    }
}

/// The calls of late: what `calls` and `why` read.
#[derive(Default)]
pub struct CallLog {
    buffer: Mutex<Vec<Arc<CallRecord>>>,
    pages: std::sync::atomic::AtomicU64,
}

impl CallLog {
    /// Buffers a record; true when the buffer should be flushed now.
    pub(crate) fn push(&self, record: Arc<CallRecord>) -> bool {
        let mut buffer = self.buffer.lock();
        buffer.push(record);
        buffer.len() >= BUFFER
    }

    /// Writes what is buffered. On failure the records go back, so none is lost while the
    /// process lives.
    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let records = std::mem::take(&mut *self.buffer.lock());
        if records.is_empty() {
            return Ok(());
        }
        for batch in records.chunks(PAGE * 50) {
            let written = store
                .transact(|tx| batch.chunks(PAGE).try_for_each(|page| self.write(tx, page)))
                .await;
            if let Err(error) = written {
                let mut buffer = self.buffer.lock();
                if buffer.len() < BUFFER {
                    buffer.extend_from_slice(batch);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn write(&self, tx: &mut Tx, page: &[Arc<CallRecord>]) -> Result<(), StoreError> {
        let Some(first) = page.first() else {
            return Ok(());
        };
        let number = self
            .pages
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let key = (first.at.as_microsecond(), number);
        let records = page.to_vec();
        READS.put(tx, GLOBAL, &key, &Page { records })
    }

    /// The newest records, newest first.
    pub fn recent(&self, store: &Store, limit: usize) -> Result<Vec<CallRecord>, StoreError> {
        let mut found = BTreeMap::new();
        let mut add = |record: &CallRecord| {
            found.insert((record.at, record.id.clone()), record.clone());
        };
        // A call that changed something and then failed has two records: the failure, which was
        // buffered, is the one that counts.
        store.read::<_, StoreError>(|tx| {
            for (_, record) in CHANGES.scan(tx, GLOBAL, Span::all(), limit, true)? {
                add(&record);
            }
            let pages = limit / PAGE + 2;
            for (_, page) in READS.scan(tx, GLOBAL, Span::all(), pages, true)? {
                page.records.iter().for_each(|r| add(r));
            }
            Ok(())
        })?;
        self.buffer.lock().iter().for_each(|r| add(r));
        Ok(found.into_values().rev().take(limit).collect())
    }

    /// The record of one call, by either form of its request id.
    pub fn find(&self, store: &Store, id: &str) -> Result<Option<CallRecord>, StoreError> {
        let Some(millis) = RequestId::time_of(id) else {
            return Ok(None);
        };
        let is_it = |record: &CallRecord| {
            record.id.eq_ignore_ascii_case(id)
                || record
                    .id
                    .parse::<RequestId>()
                    .is_ok_and(|parsed| parsed.is_written(id))
        };
        if let Some(record) = self.buffer.lock().iter().find(|r| is_it(r)) {
            return Ok(Some(CallRecord::clone(record)));
        }
        let from = millis * 1000;
        store.read(|tx| {
            let pages = Span::all()
                .from(&(from - PAGE_SPAN_MICROS, 0))
                .before(&(from + PAGE_SPAN_MICROS, 0));
            let pages = READS.scan(tx, GLOBAL, pages, KEPT_PAGES, false)?;
            let mut records = pages.iter().flat_map(|(_, page)| &page.records);
            if let Some(record) = records.find(|r| is_it(r)) {
                return Ok(Some(CallRecord::clone(record)));
            }
            let near = Span::all().from(&(from, "")).before(&(from + 2_000, ""));
            let rows = CHANGES.scan(tx, GLOBAL, near, 10_000, false)?;
            let found = rows.into_iter().find(|(_, r)| is_it(r));
            Ok(found.map(|(_, record)| record))
        })
    }

    /// Drops what is buffered, when everything is emptied.
    pub(crate) fn forget(&self) {
        self.buffer.lock().clear();
    }

    /// Deletes the oldest rows beyond what is kept.
    pub async fn trim(&self, store: &Store) -> Result<(), StoreError> {
        trim(store, &CHANGES, KEPT_CHANGES).await?;
        trim(store, &READS, KEPT_PAGES).await
    }
}

async fn trim<K, V>(store: &Store, table: &Table<K, V>, kept: usize) -> Result<(), StoreError>
where
    K: OwnedKey + Key<Owned = K>,
    V: Stored,
{
    let mut left = store.read(|tx| count(tx, table))?.saturating_sub(kept);
    while left > 0 {
        let batch = left.min(500);
        store
            .transact(|tx| {
                let oldest = table.scan_untracked(tx, GLOBAL, Span::all(), batch, false)?;
                for (key, _) in oldest {
                    table.delete(tx, GLOBAL, &key)?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        left -= batch;
    }
    Ok(())
}

/// Counts rows without decoding them.
fn count<K: OwnedKey, V: Stored>(tx: &Tx, table: &Table<K, V>) -> Result<usize, StoreError> {
    let mut rows = 0;
    let range = KeyRange::prefix(table.prefix(GLOBAL)?);
    tx.scan_untracked_with(range, false, |_, _| {
        rows += 1;
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}
