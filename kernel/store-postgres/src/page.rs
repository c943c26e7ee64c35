//! A scan, page by page: what to ask for next, and bringing what came in order.

use crate::long_keys;
use bytes::Bytes;
use haneul_store::{KeyRange, prefix_end, successor};

/// Rows of the first page, if more are wanted.
const FIRST: usize = 256;
/// Bytes a page may have, by what the rows before had.
const BUDGET: usize = 1 << 20;
/// Pages grow by this, and so does the first with each try: at last a range is read by a single
/// statement, which no writer can disturb.
const GROWTH: usize = 4;
const FEWEST: usize = 16;
const MOST: usize = 1 << 30;

pub struct StoredRow {
    pub stored: Vec<u8>,
    pub key: Vec<u8>,
    pub value: Bytes,
}

pub struct Page {
    /// In the order of the scan.
    pub rows: Vec<(Vec<u8>, Bytes)>,
    /// No other rows are in here.
    pub covered: KeyRange,
    pub is_last: bool,
}

pub struct Cursor {
    /// Not yet read.
    rest: KeyRange,
    reverse: bool,
    limit: usize,
    budget: usize,
}

/// What to select: keys from `start` to before `end`, in order, up to `limit`.
pub struct Selection {
    pub start: Vec<u8>,
    pub end: Vec<u8>,
    pub reverse: bool,
    pub limit: i64,
}

impl Cursor {
    pub fn new(range: &KeyRange, reverse: bool, wanted: usize, tries: u32) -> Self {
        let factor = GROWTH.saturating_pow(tries);
        Self {
            rest: range.clone(),
            reverse,
            limit: wanted.clamp(1, FIRST.saturating_mul(factor).min(MOST)),
            budget: BUDGET.saturating_mul(factor),
        }
    }

    pub fn selection(&self) -> Selection {
        let (start, end) = long_keys::stored_range(&self.rest);
        Selection {
            start,
            end,
            reverse: self.reverse,
            limit: self.limit as i64,
        }
    }

    /// What was selected, as a page; nothing if it has to be selected again, which is larger then.
    pub fn take(&mut self, mut rows: Vec<StoredRow>) -> Option<Page> {
        let is_last = rows.len() < self.limit;
        if !is_last {
            leave_unfinished_family(&mut rows);
            if rows.is_empty() {
                self.limit = self.limit.saturating_mul(GROWTH).min(MOST);
                return None;
            }
        }
        self.grow(&rows);
        let bound = rows
            .last()
            .filter(|_| !is_last)
            .map(|row| self.behind(&row.stored));
        let mut covered = self.rest.clone();
        if let Some(bound) = bound {
            if self.reverse {
                covered.start.clone_from(&bound);
                self.rest.end = Some(bound);
            } else {
                covered.end = Some(bound.clone());
                self.rest.start = bound;
            }
        }
        order_families(&mut rows, self.reverse);
        let inside = rows.into_iter().filter(|row| covered.contains(&row.key));
        Some(Page {
            rows: inside.map(|row| (row.key, row.value)).collect(),
            covered,
            is_last,
        })
    }

    /// Where the next page has to start (or end) so that it does not have this row.
    fn behind(&self, stored: &[u8]) -> Vec<u8> {
        match (long_keys::family(stored), self.reverse) {
            (Some(family), true) => successor(family),
            (Some(family), false) => prefix_end(family).unwrap_or_else(|| vec![0xff]),
            (None, true) => stored.to_vec(),
            (None, false) => successor(stored),
        }
    }

    fn grow(&mut self, rows: &[StoredRow]) {
        let bytes: usize = rows.iter().map(|row| row.key.len() + row.value.len()).sum();
        let each = (bytes / rows.len().max(1)).max(1);
        self.budget = self.budget.saturating_mul(GROWTH);
        let room = (self.budget / each).clamp(FEWEST, MOST);
        self.limit = self.limit.saturating_mul(GROWTH).min(room);
    }
}

/// Long keys that begin alike are read all at once: their stored order is not theirs.
fn leave_unfinished_family(rows: &mut Vec<StoredRow>) {
    let last = rows.last().and_then(|row| long_keys::family(&row.stored));
    let Some(family) = last.map(<[u8]>::to_vec) else {
        return;
    };
    let of_family = |row: &&StoredRow| long_keys::family(&row.stored) == Some(&family);
    let unfinished = rows.iter().rev().take_while(of_family).count();
    rows.truncate(rows.len() - unfinished);
}

fn order_families(rows: &mut [StoredRow], reverse: bool) {
    let alike = |a: &StoredRow, b: &StoredRow| {
        long_keys::family(&a.stored).is_some()
            && long_keys::family(&a.stored) == long_keys::family(&b.stored)
    };
    for family in rows.chunk_by_mut(alike).filter(|family| family.len() > 1) {
        family.sort_by(|a, b| a.key.cmp(&b.key));
        if reverse {
            family.reverse();
        }
    }
}
