//! Over a whole table, page by page: none of the snapshots is held while its rows are dealt with.

use crate::key::{Key, OwnedKey};
use crate::row::Stored;
use crate::{Result, Scope, Span, Store, Table};

pub struct Walk<'w, K: 'static, V: 'static> {
    store: &'w Store,
    table: &'static Table<K, V>,
    scope: Scope<'w>,
    /// `None`: the last page has been given.
    span: Option<Span>,
    at_once: usize,
}

impl<'w, K: OwnedKey + Key, V: Stored> Walk<'w, K, V> {
    pub fn new(
        store: &'w Store,
        table: &'static Table<K, V>,
        scope: Scope<'w>,
        at_once: usize,
    ) -> Walk<'w, K, V> {
        Walk {
            store,
            table,
            scope,
            span: Some(Span::all()),
            at_once,
        }
    }

    /// The next rows by their keys; none are left when there are none.
    pub fn next_page(&mut self) -> Result<Vec<(K, V)>> {
        let Some(span) = self.span.take() else {
            return Ok(Vec::new());
        };
        let (table, scope, most) = (self.table, self.scope, self.at_once);
        let rows = self
            .store
            .read(|tx| table.scan(tx, scope, span.clone(), most, false))?;
        if rows.len() == most {
            self.span = rows.last().map(|(key, _)| span.after(key));
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static NAMES: Table<String, u32> = Table::new("walk_names");

    impl Stored for u32 {
        const VERSION: u32 = 1;
    }

    #[tokio::test]
    async fn every_row_once() {
        let scope = Scope::new("aws", "111122223333", "us-east-1");
        for count in [0_u32, 1, 3, 4, 6] {
            let store = Store::memory();
            let fill = |tx: &mut crate::Tx| {
                for n in 0..count {
                    NAMES.put(tx, scope, n.to_string().as_str(), &n)?;
                }
                Ok::<_, crate::StoreError>(())
            };
            store.transact(fill).await.unwrap();
            let mut walk = Walk::new(&store, &NAMES, scope, 3);
            let mut all = Vec::new();
            loop {
                let page = walk.next_page().unwrap();
                if page.is_empty() {
                    break;
                }
                assert!(page.len() <= 3);
                all.extend(page.into_iter().map(|(_, n)| n));
            }
            assert_eq!(all, (0..count).collect::<Vec<_>>());
            assert!(walk.next_page().unwrap().is_empty());
        }
    }
}
