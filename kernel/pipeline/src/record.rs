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
/// A record is cut to about this many bytes: names and headers come from anyone, and are as long as
/// they like.
const MOST: usize = 16_000;
/// What is kept of one text then.
const TEXT: usize = 1_024;
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
    /// The account that has the resource.
    #[serde(default)]
    pub owner: String,
    pub allowed: bool,
    pub reason: String,
    /// Which step of the evaluation decided.
    #[serde(default)]
    pub step: String,
    /// The condition keys that were present, where a policy asked for any.
    #[serde(default)]
    pub keys: Vec<(String, String)>,
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

    /// With what was asked of the policies on the way.
    pub(crate) fn and_asked(&self, asked: impl IntoIterator<Item = CheckRecord>) -> CallRecord {
        let mut record = self.clone();
        record.verdict.checks.extend(asked);
        record
    }

    fn says_more_than(&self, other: &CallRecord) -> bool {
        other.error.is_none() && self.verdict.checks.len() > other.verdict.checks.len()
    }

    fn place(&self) -> (Timestamp, String) {
        (self.at, self.id.clone())
    }

    /// Writes the record in the transaction of the change it records.
    pub(crate) fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let at = self.at.as_microsecond();
        match self.size() > MOST {
            true => CALLS.append(tx, GLOBAL, at, &self.clone().bounded()),
            false => CALLS.append(tx, GLOBAL, at, self),
        }
    }

    /// Cut to what is kept of a record.
    pub(crate) fn bounded(mut self) -> CallRecord {
        if self.size() <= MOST {
            return self;
        }
        let own = [
            &mut self.principal,
            &mut self.access_key,
            &mut self.user_agent,
            &mut self.verdict.reason,
        ];
        own.into_iter().for_each(cut);
        self.verdict.checks.iter_mut().for_each(CheckRecord::cut);
        let checks = self.verdict.checks.len();
        while self.size() > MOST && self.verdict.checks.pop().is_some() {}
        let dropped = checks - self.verdict.checks.len();
        if dropped > 0 {
            self.verdict.reason += &format!(" ({dropped} more checks are not kept)");
        }
        self
    }

    /// About how many bytes it takes.
    fn size(&self) -> usize {
        let own = self.principal.len()
            + self.access_key.len()
            + self.user_agent.len()
            + self.verdict.reason.len();
        own + self
            .verdict
            .checks
            .iter()
            .map(CheckRecord::size)
            .sum::<usize>()
    }
}

impl CheckRecord {
    fn size(&self) -> usize {
        let matched = self.matched.iter().map(String::len).sum::<usize>();
        let keys = self.keys.iter().map(|(key, value)| key.len() + value.len());
        let own = [&self.action, &self.resource, &self.reason, &self.step];
        own.iter().map(|text| text.len()).sum::<usize>() + matched + keys.sum::<usize>()
    }

    fn cut(&mut self) {
        let own = [&mut self.action, &mut self.resource, &mut self.reason];
        let keys = self.keys.iter_mut().flat_map(|(key, value)| [key, value]);
        own.into_iter()
            .chain(&mut self.matched)
            .chain(keys)
            .for_each(cut);
    }
}

fn cut(text: &mut String) {
    if text.len() > TEXT {
        text.truncate(text.floor_char_boundary(TEXT));
        text.push('…');
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
                match found.0.len() >= buffered.saturating_add(limit).saturating_add(MARGIN) {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            })
        })?;
        Ok(found.0.into_values().rev().take(limit).collect())
    }

    /// Written records of the moments between two, both included, the newest first, until `visit`
    /// breaks. A call that failed after a change has two.
    pub fn back(
        &self,
        tx: &Tx,
        (from, to): (Timestamp, Timestamp),
        mut visit: impl FnMut(CallRecord) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let span = (from.as_microsecond(), to.as_microsecond());
        CALLS.back(tx, GLOBAL, span, |record: CallRecord| {
            match record.at >= from && record.at <= to {
                true => visit(record),
                false => ControlFlow::Continue(()),
            }
        })
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
            // What was asked after the change is in the later record alone.
            Entry::Occupied(mut taken) if record.says_more_than(taken.get()) => {
                _ = taken.insert(record);
            }
            Entry::Occupied(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(user_agent: String, checks: usize) -> CallRecord {
        let check = CheckRecord {
            action: "s3:GetObject".to_owned(),
            resource: "ü".repeat(2_000),
            owner: String::new(),
            allowed: true,
            reason: String::new(),
            step: String::new(),
            keys: Vec::new(),
            matched: Vec::new(),
        };
        CallRecord {
            id: "id".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            partition: String::new(),
            account: String::new(),
            region: String::new(),
            service: String::new(),
            operation: String::new(),
            principal: String::new(),
            access_key: String::new(),
            source_ip: String::new(),
            user_agent,
            status: 200,
            error: None,
            verdict: Verdict {
                allowed: true,
                reason: "allowed".to_owned(),
                checks: vec![check; checks],
            },
        }
    }

    #[tokio::test]
    async fn what_anyone_may_make_long_neither_stops_a_change_nor_the_log() {
        let store = Store::memory();
        let long = record("x".repeat(300_000), 1_000);
        store.transact(|tx| long.write(tx)).await.unwrap();
        let log = CallLog::default();
        let mut read = record("y".repeat(300_000), 0);
        read.id = "another".to_owned();
        log.push(Arc::new(read.bounded()));
        log.flush(&store).await.unwrap();
        let kept = log.recent(&store, 10).unwrap();
        assert_eq!(kept.len(), 2);
        for record in &kept {
            assert!(record.size() <= MOST + TEXT, "{}", record.size());
            assert!(record.user_agent.ends_with('…'));
        }
        let dropped = |r: &CallRecord| r.verdict.reason.ends_with("more checks are not kept)");
        assert_eq!(kept.iter().filter(|r| dropped(r)).count(), 1);
    }

    #[test]
    fn what_is_short_is_kept_whole() {
        let short = record("aws-cli/2".to_owned(), 3);
        assert_eq!(short.clone().bounded(), short);
    }
}
