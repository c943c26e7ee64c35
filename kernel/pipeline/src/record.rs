//! The record of each call, with the verdict of its authorisation.
//!
//! A changing call's record commits with the change. Everything else (reads, refusals) is
//! buffered and flushed within a second. A call that changed something and then failed has both:
//! its failure is the one that counts.

use crate::credentials::GLOBAL;
use crate::cx::Call;
use haneul_runtime::ids::RequestId;
use haneul_store::{Log, Store, StoreError, Stored, Tx};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::ControlFlow;
use std::sync::Arc;

static CALLS: Log<CallRecord> = Log::new("calls");

/// Older records are trimmed.
const KEPT_BYTES: usize = 128 << 20;
/// Pages trimmed in one transaction.
const TRIMMED: usize = 500;
/// Records flushed in one transaction.
const BATCH: usize = 5_000;
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

impl Stored for CallRecord {
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

    fn place(&self) -> (Timestamp, String) {
        (self.at, self.id.clone())
    }

    /// Writes the record in the transaction of the change it records.
    pub(crate) fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        CALLS.append(tx, GLOBAL, self.at.as_microsecond(), self)
    }
}

/// The calls of late: what `calls` and `why` read.
#[derive(Default)]
pub struct CallLog {
    buffer: Mutex<Vec<Arc<CallRecord>>>,
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
        for batch in records.chunks(BATCH) {
            let written = store
                .transact(|tx| batch.iter().try_for_each(|record| record.write(tx)))
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

    /// The newest records, newest first.
    pub fn recent(&self, store: &Store, limit: usize) -> Result<Vec<CallRecord>, StoreError> {
        let mut found = Found::default();
        for record in self.buffer.lock().iter() {
            found.add(CallRecord::clone(record));
        }
        let buffered = found.0.len();
        store.read::<_, StoreError>(|tx| {
            CALLS.newest(tx, GLOBAL, |record| {
                found.add(record);
                // A page is in the order of its time, so the newest of it come last; and some
                // records are there twice.
                match found.0.len() >= buffered + limit + MARGIN {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            })
        })?;
        Ok(found.0.into_values().rev().take(limit).collect())
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
        let mut found = Found::default();
        let buffered = self.buffer.lock().iter().find(|r| is_it(r)).cloned();
        found
            .0
            .extend(buffered.map(|r| (r.place(), CallRecord::clone(&r))));
        let from = millis * 1000;
        store.read::<_, StoreError>(|tx| {
            CALLS.around(tx, GLOBAL, (from, from + 1_999), |record| {
                if is_it(&record) {
                    found.add(record);
                }
                ControlFlow::Continue(())
            })
        })?;
        Ok(found.0.into_values().next())
    }

    /// Drops what is buffered, when everything is emptied.
    pub(crate) fn forget(&self) {
        self.buffer.lock().clear();
    }

    /// Deletes the oldest records beyond what is kept.
    pub async fn trim(&self, store: &Store) -> Result<(), StoreError> {
        let excess = store.read(|tx| CALLS.excess(tx, GLOBAL, KEPT_BYTES))?;
        if let Some(excess) = excess {
            let trim = |tx: &mut Tx| CALLS.trim(tx, &excess, TRIMMED);
            while store.transact(trim).await? > 0 {}
        }
        Ok(())
    }
}

/// Looked at beyond what is asked for, in [`CallLog::recent`].
const MARGIN: usize = 1_000;

/// One record of each call, in the order of their time.
#[derive(Default)]
struct Found(BTreeMap<(Timestamp, String), CallRecord>);

impl Found {
    fn add(&mut self, record: CallRecord) {
        match self.0.entry(record.place()) {
            Entry::Vacant(free) => _ = free.insert(record),
            Entry::Occupied(mut taken) if record.error.is_some() => _ = taken.insert(record),
            Entry::Occupied(_) => {}
        }
    }
}
