//! A scan of a snapshot with a transaction's own writes laid over it.

use crate::engine::{View, Writes};
use crate::limits::RESERVED;
use crate::{KeyRange, Result};
use bytes::Bytes;
use std::cmp::Ordering;
use std::collections::btree_map::Range;
use std::iter::Peekable;
use std::ops::{Bound, ControlFlow};

type Visit<'a> = dyn FnMut(&[u8], &Bytes) -> ControlFlow<()> + 'a;

pub(crate) fn merged_scan(
    view: &dyn View,
    writes: &Writes,
    range: &KeyRange,
    reverse: bool,
    wanted: usize,
    visit: &mut Visit<'_>,
) -> Result<()> {
    let clamped;
    let range = if range.is_before_end(&[RESERVED]) {
        clamped = KeyRange::new(range.start.clone(), [RESERVED]);
        &clamped
    } else {
        range
    };
    if range.is_empty() {
        return Ok(());
    }
    if writes.is_empty() {
        return view.scan(range, reverse, wanted, visit);
    }
    let mut own = Own::new(writes, range, reverse);
    let mut flow = ControlFlow::Continue(());
    view.scan(range, reverse, wanted, &mut |key, value| {
        flow = own.visit_before(key, visit);
        if flow.is_continue() && !own.replaces(key) {
            flow = visit(key, value);
        } else if flow.is_continue() {
            flow = own.visit_next(visit);
        }
        flow
    })?;
    while flow.is_continue() && !own.is_done() {
        flow = own.visit_next(visit);
    }
    Ok(())
}

/// The transaction's own writes in the order of the scan.
struct Own<'a> {
    rows: Peekable<Directed<'a>>,
    reverse: bool,
}

impl<'a> Own<'a> {
    fn new(writes: &'a Writes, range: &KeyRange, reverse: bool) -> Self {
        let from = Bound::Included(range.start.as_slice());
        let to = range
            .end
            .as_deref()
            .map_or(Bound::Unbounded, Bound::Excluded);
        let rows = writes.range::<[u8], _>((from, to));
        Self {
            rows: Directed { rows, reverse }.peekable(),
            reverse,
        }
    }

    fn visit_before(&mut self, key: &[u8], visit: &mut Visit<'_>) -> ControlFlow<()> {
        let before = if self.reverse {
            Ordering::Greater
        } else {
            Ordering::Less
        };
        while self
            .rows
            .peek()
            .is_some_and(|(own, _)| own.as_slice().cmp(key) == before)
        {
            self.visit_next(visit)?;
        }
        ControlFlow::Continue(())
    }

    fn replaces(&mut self, key: &[u8]) -> bool {
        self.rows
            .peek()
            .is_some_and(|(own, _)| own.as_slice() == key)
    }

    fn is_done(&mut self) -> bool {
        self.rows.peek().is_none()
    }

    /// A deleted row is passed over.
    fn visit_next(&mut self, visit: &mut Visit<'_>) -> ControlFlow<()> {
        match self.rows.next() {
            Some((key, Some(value))) => visit(key, value),
            _ => ControlFlow::Continue(()),
        }
    }
}

struct Directed<'a> {
    rows: Range<'a, Vec<u8>, Option<Bytes>>,
    reverse: bool,
}

impl<'a> Iterator for Directed<'a> {
    type Item = (&'a Vec<u8>, &'a Option<Bytes>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.reverse {
            self.rows.next_back()
        } else {
            self.rows.next()
        }
    }
}
