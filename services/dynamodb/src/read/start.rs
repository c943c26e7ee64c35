//! Where a page begins: the key that the page before ended with.

use crate::errors;
use crate::index::entries::place_of;
use crate::item::key::{self, is_of};
use crate::read::source::Source;
use crate::table::row::Keys;
use haneul_expression::Item;
use haneul_pipeline::AwsError;
use haneul_store::{Key, Span};

/// A place in a table or an index, and the keys by which it is found there.
pub struct Start {
    pub hash: u64,
    pub partition: Vec<u8>,
    pub sort: Vec<u8>,
    row: Row,
}

enum Row {
    Item(crate::item::row::ItemKey),
    Entry(crate::index::entries::EntryKey),
}

impl Start {
    pub fn of(source: &Source, given: &Item) -> Result<Start, AwsError> {
        let table = &source.found.table;
        let wrong = || {
            errors::validation(
                "The provided starting key is invalid: The provided key element does not match the \
                 schema",
            )
        };
        if !fits(source, given) {
            return Err(wrong());
        }
        let primary = key::exact(table, &key::only(&table.keys, given)).map_err(|_| wrong())?;
        let Some(index) = source.index() else {
            let row = primary.row(table);
            return Ok(Start {
                hash: primary.hash,
                partition: primary.partition,
                sort: primary.sort,
                row: Row::Item(row),
            });
        };
        let own = key::of_index(&index.keys, given).ok_or_else(wrong)?;
        let row = place_of(table, index, own.clone(), primary.parts());
        Ok(Start {
            hash: own.hash,
            partition: own.partition,
            sort: own.sort,
            row: Row::Entry(row),
        })
    }

    /// Only what lies behind it in the direction of reading.
    pub fn narrow(&self, span: Span, reverse: bool) -> Span {
        match &self.row {
            Row::Item(row) => beyond(span, row, reverse),
            Row::Entry(row) => beyond(span, row, reverse),
        }
    }
}

fn beyond(span: Span, row: &impl Key, reverse: bool) -> Span {
    match reverse {
        true => span.before(row),
        false => span.after(row),
    }
}

/// Exactly the keys of the table and of the index.
fn fits(source: &Source, given: &Item) -> bool {
    let all = |keys: &Keys| {
        keys.all().all(|key| {
            given
                .get(&key.name)
                .is_some_and(|value| is_of(key.kind, value))
        })
    };
    let table = &source.found.table.keys;
    let known = |name: &String| table.has(name) || source.keys().has(name);
    all(table) && all(source.keys()) && given.keys().all(known)
}

/// The key of an item that a page ends with.
pub fn of_item(source: &Source, item: &Item) -> Item {
    let mut key = key::only(&source.found.table.keys, item);
    key.extend(key::only(source.keys(), item));
    key
}
