//! Whose data it is. Every key of a table begins with it, so isolation is not something a service
//! has to remember.

use crate::{KeyRange, Result, StoreError, Tx, successor};

/// An empty dimension means: global in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Scope<'a> {
    pub partition: &'a str,
    pub account: &'a str,
    pub region: &'a str,
}

impl<'a> Scope<'a> {
    pub const fn new(partition: &'a str, account: &'a str, region: &'a str) -> Self {
        Self {
            partition,
            account,
            region,
        }
    }

    /// Neither account nor region.
    pub const fn global(partition: &'a str) -> Self {
        Self::new(partition, "", "")
    }

    /// The rows of all tables in just this scope.
    pub fn range(&self) -> Result<KeyRange> {
        let mut prefix = self.table("", "", 0)?;
        // Without the end of a table's name.
        prefix.pop();
        Ok(KeyRange::prefix(prefix))
    }

    /// The scope behind this one, or the first of all, that has any rows: partition, account and Region. Whoever
    /// goes through all of them reads one row of each.
    pub fn next(after: Option<Scope<'_>>, tx: &Tx) -> Result<Option<[String; 3]>> {
        let mut range = match after {
            Some(after) => KeyRange {
                start: after.range()?.end.unwrap_or_default(),
                end: None,
            },
            None => KeyRange::all(),
        };
        while let Some((key, _)) = tx.scan_untracked(range.clone(), 1, false)?.pop() {
            let mut parts = key.split(|byte| *byte == 0);
            let mut part = || String::from_utf8(parts.next()?.to_vec()).ok();
            if let (Some(partition), Some(account), Some(region)) = (part(), part(), part()) {
                return Ok(Some([partition, account, region]));
            }
            range.start = successor(&key);
        }
        Ok(None)
    }

    /// The beginning of every key of a table in this scope, with room for the rest.
    pub(crate) fn table(&self, table: &str, suffix: &str, room: usize) -> Result<Vec<u8>> {
        let parts = [self.partition, self.account, self.region];
        let length: usize = parts.iter().map(|part| part.len() + 1).sum();
        let mut key = Vec::with_capacity(length + table.len() + suffix.len() + 1 + room);
        for part in parts {
            if part.as_bytes().contains(&0) {
                return Err(StoreError::Misuse("a zero byte in a scope"));
            }
            key.extend_from_slice(part.as_bytes());
            key.push(0);
        }
        key.extend_from_slice(table.as_bytes());
        key.extend_from_slice(suffix.as_bytes());
        key.push(0);
        Ok(key)
    }
}
