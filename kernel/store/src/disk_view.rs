//! A snapshot of the rows on disk.

use crate::disk::from_fjall;
use crate::engine::{View, Visitor};
use crate::{KeyRange, Result};
use bytes::Bytes;
use fjall::{Guard, Keyspace, Readable, Snapshot};
use std::ops::Bound;

pub(crate) struct DiskView {
    version: u64,
    snapshot: Snapshot,
    rows: Keyspace,
}

impl DiskView {
    pub fn new(version: u64, snapshot: Snapshot, rows: Keyspace) -> Self {
        Self {
            version,
            snapshot,
            rows,
        }
    }
}

impl View for DiskView {
    fn version(&self) -> u64 {
        self.version
    }

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>> {
        let value = self.snapshot.get(&self.rows, key).map_err(from_fjall)?;
        Ok(value.map(Bytes::from))
    }

    fn scan(
        &self,
        range: &KeyRange,
        reverse: bool,
        _: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let from = Bound::Included(range.start.as_slice());
        let to = range
            .end
            .as_deref()
            .map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.snapshot.range::<&[u8], _>(&self.rows, (from, to));
        if reverse {
            each(rows.rev(), visit)
        } else {
            each(rows, visit)
        }
    }
}

fn each(rows: impl Iterator<Item = Guard>, visit: &mut Visitor<'_>) -> Result<()> {
    for row in rows {
        let (key, value) = row.into_inner().map_err(from_fjall)?;
        if visit(&key, &Bytes::from(value)).is_break() {
            break;
        }
    }
    Ok(())
}
