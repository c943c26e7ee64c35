//! Rows that are read with nearly every call and seldom written, kept parsed.

use crate::cx::Cx;
use crate::error::AwsError;
use haneul_store::{Key, KeyRange, OwnedKey, Scope, Span, Stored, Table, successor};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Rows of one type.
const KEPT: usize = 4_096;

/// Parsed rows, and rows that are not there, with the version they were read at. The watermark of
/// the table says whether that is still the newest.
struct Known<V>(Cache<Vec<u8>, (u64, Option<Arc<V>>)>);

impl<V> Default for Known<V> {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// Where tables have no rows, with the version at which that was seen.
struct Nothing(Cache<Vec<u8>, u64>);

impl Default for Nothing {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Cx<'_> {
    /// Whether no row of a table begins with this encoded key, as for many things that most calls have
    /// to look for and hardly anybody makes. The transaction depends on the table's rows in this scope.
    pub fn has_none<K, V>(
        &mut self,
        table: &'static Table<K, V>,
        scope: Scope<'_>,
        begin: &[u8],
    ) -> Result<bool, AwsError>
    where
        K: OwnedKey,
        V: Stored,
    {
        let prefix = table.prefix(scope)?;
        let mark = self.cloud.store.watermark(&prefix);
        let place = [&prefix[..], begin].concat();
        let cache = self.cloud.locals.get::<Nothing>();
        // As in `known`: neither what this transaction wrote nor what came since it began.
        let is_of_now = !self.tx.is_dirty() && mark <= self.tx.version();
        if is_of_now && cache.0.get(&place).is_some_and(|version| version >= mark) {
            self.tx.depend_on(KeyRange::prefix(prefix));
            return Ok(true);
        }
        let span = Span::raw_prefix(begin.to_vec());
        let none = table.keys(self.tx, scope, span, 1, false)?.is_empty();
        if none && is_of_now {
            cache.0.insert(place, self.tx.version());
        }
        Ok(none)
    }

    /// The row behind a key, as [`Table::get`] gives it: the transaction depends on it as if it
    /// had read it. For tables of few changes: each makes all of their rows be read anew.
    pub fn known<K, V, Q>(
        &mut self,
        table: &'static Table<K, V>,
        scope: Scope<'_>,
        key: &Q,
    ) -> Result<Option<Arc<V>>, AwsError>
    where
        K: OwnedKey,
        V: Stored + Send + Sync + 'static,
        Q: Key<Owned = K> + ?Sized,
    {
        // What this transaction has written itself is in no cache.
        if self.tx.is_dirty() {
            return Ok(table.get(self.tx, scope, key)?.map(Arc::new));
        }
        let prefix = table.prefix(scope)?;
        let mark = self.cloud.store.watermark(&prefix);
        // Written since this transaction began to look: what others have seen since is not its own
        // view, and would not fit the other rows it sees.
        if mark > self.tx.version() {
            return Ok(table.get(self.tx, scope, key)?.map(Arc::new));
        }
        let mut place = prefix;
        key.encode(&mut place);
        let cache = self.cloud.locals.get::<Known<V>>();
        if let Some((version, row)) = cache.0.get(&place) {
            if version >= mark {
                let after = successor(&place);
                self.tx.depend_on(KeyRange::new(place, after));
                return Ok(row);
            }
        }
        let row = table.get(self.tx, scope, key)?.map(Arc::new);
        cache.0.insert(place, (self.tx.version(), row.clone()));
        Ok(row)
    }
}
