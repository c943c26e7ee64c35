//! Typed tables over the ordered keys.

use crate::chunks::{self, Head};
use crate::found::{Found, decode_key};
use crate::index::{self, Index};
use crate::key::{Key, OwnedKey, key_bytes};
use crate::limits::MAX_VALUE;
use crate::range::{KeyRange, successor};
use crate::row::{self, Stored};
use crate::seal;
use crate::{Result, Scope, Span, StoreError, Tx};
use bytes::Bytes;
use std::ops::ControlFlow;

/// Rows of one type, in the order of their keys, separate in each scope. Made as a constant.
pub struct Table<K: 'static, V: 'static> {
    name: &'static str,
    indexes: &'static [Index<K, V>],
    sealed: bool,
}

impl<K: OwnedKey, V: Stored> Table<K, V> {
    /// The name must be unique in the store, and contain neither zero bytes nor `@` nor `~`.
    pub const fn new(name: &'static str) -> Self {
        check_name(name);
        Self {
            name,
            indexes: &[],
            sealed: false,
        }
    }

    pub const fn with_indexes(self, indexes: &'static [Index<K, V>]) -> Self {
        Self { indexes, ..self }
    }

    /// Rows lie encrypted; their keys, and those of indexes, do not.
    pub const fn sealed(self) -> Self {
        Self {
            sealed: true,
            ..self
        }
    }

    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What all keys of this table in this scope begin with, for [`crate::Store::watermark`].
    pub fn prefix(&self, scope: Scope<'_>) -> Result<Vec<u8>> {
        scope.table(self.name, "", 0)
    }

    pub fn get<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &Q,
    ) -> Result<Option<V>> {
        let full = self.full_key(scope, "", key)?;
        let Some(value) = tx.get(&full)? else {
            return Ok(None);
        };
        self.load(tx, scope, &key_bytes(key), value).map(Some)
    }

    /// Like `get`, but the row may change before the commit without it failing.
    pub fn get_untracked<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        key: &Q,
    ) -> Result<Option<V>> {
        let full = self.full_key(scope, "", key)?;
        let Some(value) = tx.get_untracked(&full)? else {
            return Ok(None);
        };
        self.load(tx, scope, &key_bytes(key), value).map(Some)
    }

    /// Where a row is, whether or not there is one.
    pub fn place<Q: Key<Owned = K> + ?Sized>(&self, scope: Scope<'_>, key: &Q) -> Result<KeyRange> {
        let full = self.full_key(scope, "", key)?;
        let end = successor(&full);
        Ok(KeyRange::new(full, end))
    }

    pub fn exists<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &Q,
    ) -> Result<bool> {
        Ok(tx.get(&self.full_key(scope, "", key)?)?.is_some())
    }

    /// Writes the row, whether it was there or not.
    pub fn put<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &Q,
        value: &V,
    ) -> Result<()> {
        let full = self.full_key(scope, "", key)?;
        // Without indexes only the old row's pieces matter, and those not to the outcome.
        let old = if self.indexes.is_empty() {
            tx.get_untracked(&full)?
        } else {
            tx.get(&full)?
        };
        let key = key_bytes(key);
        if let Some(old) = old {
            self.unlink(tx, scope, &key, old, Some(value))?;
        } else {
            self.relink(tx, scope, &key, None, Some(value))?;
        }
        self.store(tx, scope, &full, &key, value)
    }

    /// Writes a row that is known not to be there: without looking.
    pub fn insert<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &Q,
        value: &V,
    ) -> Result<()> {
        let full = self.full_key(scope, "", key)?;
        let key = key_bytes(key);
        self.relink(tx, scope, &key, None, Some(value))?;
        self.store(tx, scope, &full, &key, value)
    }

    /// Whether there was such a row.
    pub fn delete<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &Q,
    ) -> Result<bool> {
        let full = self.full_key(scope, "", key)?;
        let Some(old) = tx.get(&full)? else {
            return Ok(false);
        };
        self.unlink(tx, scope, &key_bytes(key), old, None)?;
        tx.delete(&full)?;
        Ok(true)
    }

    /// Up to `limit` rows, from the end of the span if `reverse`.
    pub fn scan(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        span: Span,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<(K, V)>> {
        let (range, skip) = self.range(scope, &span)?;
        let mut found = Found::new(limit, skip);
        tx.scan_about(range, reverse, limit, |key, value| found.take(key, value))?;
        self.load_all(tx, scope, found)
    }

    /// Rows until there are `limit` of them, or `bytes` of them as they are stored: the one that
    /// reaches that is the last. Nothing depends on them.
    pub fn scan_sized(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        span: Span,
        (limit, bytes): (usize, usize),
        reverse: bool,
    ) -> Result<Vec<(K, V)>> {
        let (range, skip) = self.range(scope, &span)?;
        let mut found = Found::new(limit, skip);
        let (mut read, mut damaged) = (0, Ok(()));
        tx.scan_raw(&range, reverse, limit, &mut |key, value| {
            match Head::parse(value.clone()) {
                Ok(Head::Whole(row)) => read += row.len(),
                Ok(Head::Pieces { length, .. }) => read += length,
                Err(error) => damaged = Err(error),
            }
            match found.take(key, value) {
                ControlFlow::Continue(()) if damaged.is_ok() && read < bytes => {
                    ControlFlow::Continue(())
                }
                _ => ControlFlow::Break(()),
            }
        })?;
        damaged?;
        self.load_all(tx, scope, found)
    }

    pub fn scan_untracked(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        span: Span,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<(K, V)>> {
        let (range, skip) = self.range(scope, &span)?;
        let mut found = Found::new(limit, skip);
        tx.scan_raw(&range, reverse, limit, &mut |key, value| {
            found.take(key, value)
        })?;
        self.load_all(tx, scope, found)
    }

    /// Up to `limit` keys, from the end of the span if `reverse`, without the rows behind them;
    /// nothing depends on them.
    pub fn keys(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        span: Span,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<K>> {
        let mut keys = Vec::new();
        self.visit(tx, scope, span, (limit, reverse), |key| {
            decode_key(key).map(|key| keys.push(key))
        })?;
        Ok(keys)
    }

    /// How many rows there are, which are not read; nothing depends on it.
    pub fn count(&self, tx: &Tx, scope: Scope<'_>, span: Span) -> Result<usize> {
        let mut count = 0;
        self.visit(tx, scope, span, (usize::MAX, false), |_| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }

    fn visit(
        &self,
        tx: &Tx,
        scope: Scope<'_>,
        span: Span,
        (limit, reverse): (usize, bool),
        mut visit: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let (range, skip) = self.range(scope, &span)?;
        let (mut left, mut outcome) = (limit, Ok(()));
        tx.scan_raw(&range, reverse, limit, &mut |key, _| {
            if left == 0 {
                return ControlFlow::Break(());
            }
            left -= 1;
            outcome = visit(&key[skip..]);
            match outcome {
                Ok(()) if left > 0 => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        })?;
        outcome
    }

    /// The row behind exactly this key.
    pub fn first_after<Q: Key<Owned = K> + ?Sized>(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &Q,
    ) -> Result<Option<(K, V)>> {
        let mut rows = self.scan(tx, scope, Span::all().after(key), 1, false)?;
        Ok(rows.pop())
    }

    /// Rows whose key in the index begins with `prefix` (see [`crate::key_bytes`]), in its order.
    pub fn by_index(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        index_name: &str,
        prefix: &[u8],
        limit: usize,
    ) -> Result<Vec<(K, V)>> {
        self.index_scan(
            tx,
            scope,
            index_name,
            Span::raw_prefix(prefix.to_vec()),
            limit,
            false,
        )
    }

    /// Rows by a span of an index's keys.
    pub fn index_scan(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        index_name: &str,
        span: Span,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<(K, V)>> {
        let index = self.indexes.iter().find(|index| index.name == index_name);
        let index = index.ok_or(StoreError::Misuse("no such index"))?;
        let prefix = self.index_prefix(scope, index.name)?;
        let skip = prefix.len();
        let mut found = Found::new(limit, skip);
        tx.scan_about(span.under(prefix), reverse, limit, |key, value| {
            found.take(key, value)
        })?;
        let table = scope.table(self.name, "", 0)?;
        let mut rows = Vec::with_capacity(found.rows.len());
        for (entry, value) in found.rows {
            let key = index::row_key(&entry, &value)?;
            let full = [table.as_slice(), key].concat();
            let value = tx
                .get(&full)?
                .ok_or_else(|| StoreError::corrupt("an index entry without its row"))?;
            rows.push((decode_key(key)?, self.load(tx, scope, key, value)?));
        }
        Ok(rows)
    }

    fn range(&self, scope: Scope<'_>, span: &Span) -> Result<(KeyRange, usize)> {
        let prefix = scope.table(self.name, "", 64)?;
        let skip = prefix.len();
        Ok((span.under(prefix), skip))
    }

    fn load_all(&self, tx: &Tx, scope: Scope<'_>, found: Found) -> Result<Vec<(K, V)>> {
        let load = |(key, value): (Vec<u8>, Bytes)| {
            Ok((decode_key(&key)?, self.load(tx, scope, &key, value)?))
        };
        found.rows.into_iter().map(load).collect()
    }

    fn load(&self, tx: &Tx, scope: Scope<'_>, key: &[u8], value: Bytes) -> Result<V> {
        match Head::parse(value)? {
            Head::Whole(row) => self.decode(tx, scope, key, &row),
            Head::Pieces { count, length } => {
                let prefix = self.chunk_prefix(scope, key)?;
                let row = chunks::read(tx, &prefix, count, length)?;
                self.decode(tx, scope, key, &row)
            }
        }
    }

    fn decode(&self, tx: &Tx, scope: Scope<'_>, key: &[u8], row: &[u8]) -> Result<V> {
        if !seal::is_sealed(row) {
            return row::decode(row);
        }
        let mut full = scope.table(self.name, "", key.len())?;
        full.extend_from_slice(key);
        row::decode(&tx.formats().open(self.name, &full, row)?)
    }

    fn store(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        full: &[u8],
        key: &[u8],
        value: &V,
    ) -> Result<()> {
        let mut row = row::encode(value, tx.level())?;
        if self.sealed {
            row = tx.formats().seal(self.name, full, row)?;
        }
        if row.len() <= MAX_VALUE {
            return tx.put(full, row);
        }
        let head = chunks::write(tx, &self.chunk_prefix(scope, key)?, &row)?;
        tx.put(full, head)
    }

    /// Removes what hangs on the old row, and ties the new one to the indexes.
    fn unlink(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &[u8],
        old: Bytes,
        new: Option<&V>,
    ) -> Result<()> {
        if !self.indexes.is_empty() {
            let old = self.load(tx, scope, key, old.clone())?;
            self.relink(tx, scope, key, Some(&old), new)?;
        }
        match Head::parse(old)? {
            Head::Whole(_) => Ok(()),
            Head::Pieces { count, .. } => {
                chunks::delete(tx, &self.chunk_prefix(scope, key)?, count)
            }
        }
    }

    fn relink(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        key: &[u8],
        old: Option<&V>,
        new: Option<&V>,
    ) -> Result<()> {
        if self.indexes.is_empty() {
            return Ok(());
        }
        let owned = decode_key(key)?;
        for index in self.indexes {
            let (before, after) = (index.keys_of(&owned, old), index.keys_of(&owned, new));
            let prefix = self.index_prefix(scope, index.name)?;
            for gone in before.difference(&after) {
                tx.delete(&[&prefix, gone.as_slice(), key].concat())?;
            }
            for added in after.difference(&before) {
                tx.put(
                    &[&prefix, added.as_slice(), key].concat(),
                    index::entry_value(added),
                )?;
            }
        }
        Ok(())
    }

    fn full_key<Q: Key + ?Sized>(
        &self,
        scope: Scope<'_>,
        suffix: &str,
        key: &Q,
    ) -> Result<Vec<u8>> {
        let mut full = scope.table(self.name, suffix, 64)?;
        key.encode(&mut full);
        Ok(full)
    }

    fn chunk_prefix(&self, scope: Scope<'_>, key: &[u8]) -> Result<Vec<u8>> {
        let mut prefix = scope.table(self.name, chunks::SUFFIX, key.len())?;
        prefix.extend_from_slice(key);
        Ok(prefix)
    }

    fn index_prefix(&self, scope: Scope<'_>, index: &str) -> Result<Vec<u8>> {
        scope.table(self.name, &[index::SEPARATOR, index].concat(), 64)
    }
}

const fn check_name(name: &str) {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        assert!(
            bytes[at] != 0 && bytes[at] != b'@' && bytes[at] != b'~',
            "not a table name"
        );
        at += 1;
    }
    assert!(!bytes.is_empty(), "a table needs a name");
}
