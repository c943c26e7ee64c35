//! Rows of a table or an index one after another, read a handful at a time.

use crate::index::entries::{ENTRIES, EntryKey};
use crate::item::row::{ITEMS, ItemKey, Packed};
use crate::read::source::Source;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use std::collections::VecDeque;

/// Rows of one look into the store, and bytes of them.
const ROWS: usize = 1_000;
const BYTES: usize = 256 << 10;

pub struct Cursor<'s> {
    source: &'s Source,
    span: Span,
    reverse: bool,
    /// No more rows than this are wanted.
    wanted: usize,
    rows: VecDeque<Packed>,
    is_done: bool,
}

impl<'s> Cursor<'s> {
    pub fn new(source: &'s Source, span: Span, reverse: bool, wanted: usize) -> Cursor<'s> {
        Cursor {
            source,
            span,
            reverse,
            wanted,
            rows: VecDeque::new(),
            is_done: false,
        }
    }

    pub fn next(&mut self, cx: &mut Cx) -> Result<Option<Packed>, AwsError> {
        if self.rows.is_empty() && !self.is_done {
            self.look(cx)?;
        }
        Ok(self.rows.pop_front())
    }

    fn look(&mut self, cx: &mut Cx) -> Result<(), AwsError> {
        let scope = self.source.found.scope(cx);
        let most = (ROWS.min(self.wanted), BYTES);
        let (span, reverse) = (self.span.clone(), self.reverse);
        let count = match self.source.index() {
            None => {
                let rows = ITEMS.scan_sized(cx.tx, scope, span, most, reverse)?;
                self.go_on::<ItemKey>(rows)
            }
            Some(_) => {
                let rows = ENTRIES.scan_sized(cx.tx, scope, span, most, reverse)?;
                self.go_on::<EntryKey>(rows)
            }
        };
        self.wanted -= count;
        self.is_done = count == 0 || self.wanted == 0;
        Ok(())
    }

    fn go_on<K: haneul_store::Key>(&mut self, rows: Vec<(K, Packed)>) -> usize {
        if let Some((last, _)) = rows.last() {
            let span = std::mem::take(&mut self.span);
            self.span = match self.reverse {
                true => span.before(last),
                false => span.after(last),
            };
        }
        let count = rows.len();
        self.rows.extend(rows.into_iter().map(|(_, packed)| packed));
        count
    }
}
