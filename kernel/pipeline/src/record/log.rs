//! The calls of late.

use super::line::Entry;
use super::{CallRecord, CheckRecord};
use crate::credentials::GLOBAL;
use bytes::Bytes;
use haneul_runtime::ids::RequestId;
use haneul_store::{Log, Store, StoreError, Tx};
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::ops::ControlFlow;

pub(super) static CALLS: Log<CallRecord> = Log::new("calls");

/// Older records are trimmed.
const KEPT_BYTES: usize = 128 << 20;
/// Pages trimmed in one transaction.
const TRIMMED: usize = 500;
/// Pieces flushed in one transaction.
const BATCH: usize = 16;
/// Buffered records beyond this are flushed at once instead of within the second.
const BUFFER: usize = 20_000;

/// Records that wait, as they will be written: in pieces, so that nothing is moved when there are
/// more of them.
#[derive(Default)]
struct Waiting {
    pieces: Vec<Piece>,
    count: usize,
}

/// Room for records, one after the other.
struct Piece {
    bytes: Vec<u8>,
    /// The moment of each, and where it ends.
    ends: Vec<(i64, usize)>,
}

impl Piece {
    const BYTES: usize = 256 << 10;
    /// What a record has at least.
    const SMALL: usize = 512;

    fn new(room: usize) -> Piece {
        Piece {
            bytes: Vec::with_capacity(room.max(Self::BYTES)),
            ends: Vec::with_capacity(Self::BYTES / Self::SMALL),
        }
    }

    fn has_room(&self, more: usize) -> bool {
        self.bytes.capacity() - self.bytes.len() >= more
    }

    fn iter(&self) -> impl Iterator<Item = CallRecord> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        let places = starts.zip(&self.ends);
        places.filter_map(|(start, (_, end))| CALLS.decode(&self.bytes[start..*end]).ok())
    }

    /// The records one by one, without a copy.
    fn split(self) -> impl Iterator<Item = (i64, Bytes)> {
        let mut rest = Bytes::from(self.bytes);
        let mut start = 0;
        self.ends.into_iter().map(move |(at, end)| {
            let record = rest.split_to(end - start);
            start = end;
            (at, record)
        })
    }
}

impl Waiting {
    fn add(&mut self, at: i64, record: &[u8]) {
        if !self
            .pieces
            .last()
            .is_some_and(|piece| piece.has_room(record.len()))
        {
            self.pieces.push(Piece::new(record.len()));
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.bytes.extend_from_slice(record);
            piece.ends.push((at, piece.bytes.len()));
            self.count += 1;
        }
    }

    fn iter(&self) -> impl Iterator<Item = CallRecord> {
        self.pieces.iter().flat_map(Piece::iter)
    }
}

/// The calls of late: what `calls` and `why` read.
#[derive(Default)]
pub struct CallLog {
    waiting: Mutex<Waiting>,
}

impl CallLog {
    /// Buffers a record; true when the buffer should be flushed now.
    pub(crate) fn push(&self, entry: &Entry, asked: &[CheckRecord]) -> Result<bool, StoreError> {
        let record = entry.encode(asked)?;
        Ok(self.keep(entry.at(), &record))
    }

    /// The same for what never became a call.
    pub(crate) fn push_whole(&self, record: CallRecord) -> Result<bool, StoreError> {
        let at = record.at;
        let record = CALLS.encode_as(&record.bounded())?;
        Ok(self.keep(at, &record))
    }

    fn keep(&self, at: Timestamp, record: &[u8]) -> bool {
        let mut waiting = self.waiting.lock();
        waiting.add(at.as_microsecond(), record);
        waiting.count >= BUFFER
    }

    /// Writes what is buffered. On failure the records go back, so none is lost while the
    /// process lives.
    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let waiting = std::mem::take(&mut *self.waiting.lock());
        let mut pieces = waiting.pieces.into_iter();
        loop {
            let some = pieces.by_ref().take(BATCH);
            let batch: Vec<(i64, Bytes)> = some.flat_map(Piece::split).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let write = |tx: &mut Tx| {
                batch.iter().try_for_each(|(at, record)| {
                    CALLS.append_encoded(tx, GLOBAL, *at, record.clone())
                })
            };
            if let Err(error) = store.transact(write).await {
                let rest = batch.into_iter().chain(pieces.flat_map(Piece::split));
                self.take_back(rest);
                return Err(error);
            }
        }
    }

    fn take_back(&self, records: impl Iterator<Item = (i64, Bytes)>) {
        let mut waiting = self.waiting.lock();
        for (at, record) in records {
            if waiting.count >= BUFFER {
                break;
            }
            waiting.add(at, &record);
        }
    }

    /// The newest records, newest first.
    pub fn recent(&self, store: &Store, limit: usize) -> Result<Vec<CallRecord>, StoreError> {
        let mut found = Found::default();
        self.waiting
            .lock()
            .iter()
            .for_each(|record| found.add(record));
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
        let buffered = self.waiting.lock().iter().find(is_it);
        found.0.extend(buffered.map(|r| (r.place(), r)));
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
        *self.waiting.lock() = Waiting::default();
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
            Slot::Vacant(free) => _ = free.insert(record),
            Slot::Occupied(mut taken) if record.error.is_some() => _ = taken.insert(record),
            // What was asked after the change is in the later record alone.
            Slot::Occupied(mut taken) if record.says_more_than(taken.get()) => {
                _ = taken.insert(record);
            }
            Slot::Occupied(_) => {}
        }
    }
}
