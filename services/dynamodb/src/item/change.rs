//! The one place through which every change of an item goes: its row, the entries of the indexes,
//! and what keeps a history of changes.

use crate::backup::capture;
use crate::destination::send;
use crate::index::entries::Step;
use crate::item::capacity::{self, Side, Spent};
use crate::item::key::Primary;
use crate::item::row::{ITEMS, Packed};
use crate::item::stale;
use crate::item::throttle::{self, Kind};
use crate::log::{self, By};
use crate::replica::stamp;
use crate::table::Found;
use crate::ttl::expiry;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cx};
use std::cell::OnceCell;

/// An item as it was found, read when somebody wants to know.
#[derive(Default)]
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
        let table = &found.table;
        let is_told = table.keeps_log() || table.destination().is_some() || table.has_replicas();
        let is_kept = !table.indexes.is_empty() || !table.captures.is_empty();
        is_told || is_kept || table.has_ttl()
    }

    /// Takes what it costs from the capacity of the table, and does it; or does nothing at all.
    /// In a transaction it costs twice as much.
    pub fn apply(&self, cx: &mut Cx, factor: f64) -> Result<Spent, AwsError> {
        let packed = self.after.map(Packed::of);
        let is = packed.as_ref().map_or(0, Packed::size);
        let mut spent = Spent::on_table(capacity::write(self.before.size().max(is)));
        let steps = self.index_steps(&mut spent)?;
        let spent = spent.times(factor);
        self.pay(cx, &spent)?;
        self.write(cx, packed.as_ref(), &steps, By::Caller)?;
        Ok(spent)
    }

    /// An item that has expired is deleted at no cost.
    pub fn expire(&self, cx: &mut Cx) -> Result<(), AwsError> {
        let steps = self.index_steps(&mut Spent::default())?;
        self.write(cx, None, &steps, By::Expiry)
    }

    /// What another replica tells costs nothing here, and was stamped there.
    pub fn replicate(&self, cx: &mut Cx) -> Result<(), AwsError> {
        let packed = self.after.map(Packed::of);
        let steps = self.index_steps(&mut Spent::default())?;
        self.write(cx, packed.as_ref(), &steps, By::Replica)
    }

    fn write(
        &self,
        cx: &mut Cx,
        packed: Option<&Packed>,
        steps: &[Step],
        by: By,
    ) -> Result<(), AwsError> {
        let (table, scope) = (&self.found.table, self.found.scope(cx));
        stale::note(cx, self.found, self.primary, self.before.packed())?;
        capture::keep(cx, self.found, self.primary, self.before)?;
        let row = self.primary.row(table);
        match (packed, self.before.packed()) {
            (Some(packed), Some(_)) => ITEMS.put(cx.tx, scope, &row, packed)?,
            (Some(packed), None) => ITEMS.insert(cx.tx, scope, &row, packed)?,
            (None, Some(_)) => _ = ITEMS.delete(cx.tx, scope, &row)?,
            (None, None) => {}
        }
        for step in steps {
            step.apply(cx.tx, scope)?;
        }
        if by != By::Replica {
            stamp::note(cx, self)?;
        }
        log::append(cx, self, packed, by)?;
        send::send(cx, self, packed, by)?;
        if table.has_ttl() {
            let items = (self.before.item()?, self.after);
            expiry::follow(cx.tx, scope, table, self.primary, items)?;
        }
        Ok(())
    }

    fn index_steps(&self, spent: &mut Spent) -> Result<Vec<Step>, AwsError> {
        let table = &self.found.table;
        let mut steps = Vec::new();
        if table.indexes.is_empty() {
            return Ok(steps);
        }
        let before = self.before.item()?;
        for index in table.indexes.iter().filter(|index| index.is_kept()) {
            let primary = self.primary.parts();
            let Some(step) = Step::of(table, index, primary, before, self.after) else {
                continue;
            };
            for size in &step.sizes {
                spent.add_index(index.number, capacity::write(*size));
            }
            steps.push(step);
        }
        Ok(steps)
    }

    pub fn pay(&self, cx: &Cx, spent: &Spent) -> Result<(), AwsError> {
        let hash = Some(self.primary.hash);
        throttle::spend(cx, self.found, Side::Write, spent, Kind::Exact, hash)
    }
}
