//! Work appointed for a moment: rows by time, in parts that several nodes can share among them.

use crate::node;
use haneul_store::{Scope, Span, StoreError, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;

const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// In how many parts an agenda lies. An entry's part follows from its id.
pub const PARTS: u8 = 8;

/// Made as a constant.
pub(crate) struct Agenda<V: 'static> {
    /// Part, time, id.
    rows: Table<(u8, i64, String), V>,
    /// Commits that appoint something wake the background work on this channel.
    channel: &'static str,
}

/// When and which.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub at: Timestamp,
    pub id: String,
}

impl Slot {
    pub fn new(at: Timestamp, id: impl Into<String>) -> Slot {
        Slot { at, id: id.into() }
    }

    pub fn part(&self) -> u8 {
        node::part(&self.id, PARTS)
    }

    fn key(&self) -> (u8, i64, String) {
        (self.part(), self.at.as_microsecond(), self.id.clone())
    }
}

impl<V: Stored> Agenda<V> {
    pub const fn new(table: &'static str, channel: &'static str) -> Self {
        Self {
            rows: Table::new(table).sealed(),
            channel,
        }
    }

    /// The same id at the same time is the same entry.
    pub fn put(&self, tx: &mut Tx, slot: &Slot, entry: &V) -> Result<(), StoreError> {
        tx.notify(self.channel);
        self.rows.put(tx, GLOBAL, &slot.key(), entry)
    }

    pub fn get(&self, tx: &mut Tx, slot: &Slot) -> Result<Option<V>, StoreError> {
        self.rows.get(tx, GLOBAL, &slot.key())
    }

    /// False when someone else did.
    pub fn remove(&self, tx: &mut Tx, slot: &Slot) -> Result<bool, StoreError> {
        self.rows.delete(tx, GLOBAL, &slot.key())
    }

    /// The earliest entry of the parts asked for, due or not.
    pub fn next(
        &self,
        tx: &mut Tx,
        parts: impl Fn(u8) -> bool,
    ) -> Result<Option<(Slot, V)>, StoreError> {
        let mut first: Option<(Slot, V)> = None;
        for part in (0..PARTS).filter(|part| parts(*part)) {
            let span = Span::raw_prefix(key_bytes(&part));
            let found = self.rows.scan(tx, GLOBAL, span, 1, false)?.pop();
            let Some(((_, micros, id), entry)) = found else {
                continue;
            };
            let at = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
            let slot = Slot { at, id };
            if first.as_ref().is_none_or(|(known, _)| slot < *known) {
                first = Some((slot, entry));
            }
        }
        Ok(first)
    }

    /// Entries due by `now` of the parts asked for, up to `limit` or a few more, the earliest first.
    pub fn due(
        &self,
        tx: &mut Tx,
        parts: impl Fn(u8) -> bool,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Slot, V)>, StoreError> {
        let parts: Vec<u8> = (0..PARTS).filter(|part| parts(*part)).collect();
        // Entries lie evenly in the parts, and no more is read than is wanted.
        let each = limit.div_ceil(parts.len().max(1));
        let mut due = Vec::new();
        for part in parts {
            let span = Span::raw_prefix(key_bytes(&part));
            let found = self.rows.scan(tx, GLOBAL, span, each, false)?;
            let slots = found.into_iter().map(|((_, micros, id), entry)| {
                let at = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
                (Slot { at, id }, entry)
            });
            due.extend(slots.take_while(|(slot, _)| slot.at <= now));
        }
        due.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(due)
    }

    pub fn count(&self, tx: &mut Tx) -> Result<usize, StoreError> {
        self.rows.count(tx, GLOBAL, Span::all())
    }
}
