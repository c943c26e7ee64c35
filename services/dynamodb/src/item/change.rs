//! The one place through which every change of an item goes: its row, the entries of the indexes,
//! and what keeps a history of changes.

use crate::backup::capture;
use crate::index::entries;
use crate::item::capacity::{self, Spent};
use crate::item::key::Primary;
use crate::item::row::{ITEMS, Packed};
use crate::table::Found;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cx};
use std::cell::OnceCell;

/// An item as it was found, read when somebody wants to know.
pub struct Before {
    packed: Option<Packed>,
    item: OnceCell<Item>,
}

impl Before {
    /// `tracked`: what is made of it depends on it.
    pub fn read(
        cx: &mut Cx,
        found: &Found,
        primary: &Primary,
        tracked: bool,
    ) -> Result<Before, AwsError> {
        let (scope, row) = (found.scope(cx), primary.row(&found.table));
        let packed = match tracked {
            true => ITEMS.get(cx.tx, scope, &row)?,
            false => ITEMS.get_untracked(cx.tx, scope, &row)?,
        };
        Ok(Before {
            packed,
            item: OnceCell::new(),
        })
    }

    pub fn packed(&self) -> Option<&Packed> {
        self.packed.as_ref()
    }

    pub fn item(&self) -> Result<Option<&Item>, AwsError> {
        let Some(packed) = &self.packed else {
            return Ok(None);
        };
        if let Some(item) = self.item.get() {
            return Ok(Some(item));
        }
        let item = packed.item()?;
        Ok(Some(self.item.get_or_init(|| item)))
    }

    /// Zero where there is none.
    pub fn size(&self) -> usize {
        self.packed.as_ref().map_or(0, Packed::size)
    }
}

/// One item of a table, before and after. None after: it is deleted.
pub struct Change<'c> {
    pub found: &'c Found,
    pub primary: &'c Primary,
    pub before: &'c Before,
    pub after: Option<&'c Item>,
}

impl Change<'_> {
    /// Whether a change of a table's items depends on what they were, however it is asked for.
    pub fn needs_before(found: &Found) -> bool {
        !found.table.indexes.is_empty() || !found.table.captures.is_empty()
    }

    pub fn apply(&self, cx: &mut Cx) -> Result<Spent, AwsError> {
        let (table, scope) = (&self.found.table, self.found.scope(cx));
        let row = self.primary.row(table);
        capture::keep(cx, self.found, self.primary, self.before)?;
        let mut size = self.before.size();
        match (self.after, self.before.packed()) {
            (Some(after), before) => {
                let packed = Packed::of(after);
                size = size.max(packed.size());
                match before {
                    Some(_) => ITEMS.put(cx.tx, scope, &row, &packed)?,
                    None => ITEMS.insert(cx.tx, scope, &row, &packed)?,
                }
            }
            (None, Some(_)) => _ = ITEMS.delete(cx.tx, scope, &row)?,
            (None, None) => {}
        }
        let mut spent = Spent::on_table(capacity::write(size));
        if table.indexes.is_empty() {
            return Ok(spent);
        }
        let before = self.before.item()?;
        for index in table.indexes.iter().filter(|index| index.is_kept()) {
            let primary = self.primary.parts();
            let tx = &mut *cx.tx;
            let sizes = entries::follow(tx, scope, table, index, primary, before, self.after)?;
            for size in sizes {
                spent.add_index(index.number, capacity::write(size));
            }
        }
        Ok(spent)
    }
}
