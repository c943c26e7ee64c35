//! What is read from: a table, or one of its indexes.

use crate::errors;
use crate::index::row::{Index, Projection};
use crate::item::open;
use crate::table::Found;
use crate::table::row::Keys;
use haneul_pipeline::{AwsError, Cx};

pub struct Source {
    pub found: Found,
    /// Its position among the table's.
    at: Option<usize>,
}

impl Source {
    pub fn open(cx: &mut Cx, table: &str, index: Option<&str>) -> Result<Source, AwsError> {
        let found = open::table(cx, table)?;
        let at = match index {
            None => None,
            Some(name) => {
                let at = found
                    .table
                    .indexes
                    .iter()
                    .position(|index| index.name == name);
                Some(at.ok_or_else(|| errors::no_index(name))?)
            }
        };
        let source = Source { found, at };
        match source.index() {
            Some(index) if !index.is_readable() => Err(match index.is_kept() {
                true => errors::validation(format!(
                    "Cannot read from backfilling global secondary index: {}",
                    index.name
                )),
                false => errors::no_index(&index.name),
            }),
            _ => Ok(source),
        }
    }

    pub fn index(&self) -> Option<&Index> {
        Some(&self.found.table.indexes[self.at?])
    }

    pub fn keys(&self) -> &Keys {
        self.index()
            .map_or(&self.found.table.keys, |index| &index.keys)
    }

    pub fn is_global(&self) -> bool {
        self.index().is_some_and(|index| !index.is_local)
    }

    /// Whether it has this attribute of every item.
    pub fn has(&self, name: &str) -> bool {
        let Some(index) = self.index() else {
            return true;
        };
        let of_key = index.keys.has(name) || self.found.table.keys.has(name);
        of_key
            || match &index.projection {
                Projection::All => true,
                Projection::Keys => false,
                Projection::Include(names) => names.iter().any(|known| known == name),
            }
    }

    pub fn has_all(&self) -> bool {
        self.index()
            .is_none_or(|index| index.projection == Projection::All)
    }

    /// Reads from a global index are never consistent.
    pub fn check_consistency(&self, consistent: Option<bool>) -> Result<(), AwsError> {
        match self.is_global() && consistent.unwrap_or_default() {
            true => Err(errors::validation(
                "Consistent reads are not supported on global secondary indexes",
            )),
            false => Ok(()),
        }
    }
}
