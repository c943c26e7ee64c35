//! What other replicas tell of their changes: the later one wins.

use crate::item::change::{Before, Change};
use crate::item::key::{self, Primary};
use crate::measure;
use crate::replica::send::{self, TOLD, Told};
use crate::replica::stamp::{self, STAMPS, Stamp};
use crate::table::row;
use crate::{address::Address, table::Found};
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Call, Cx};

/// What a call from another replica says beside its input; nothing that a caller sends becomes one.
pub fn told(call: &Call) -> Option<Told> {
    let told = call.aside(TOLD)?;
    serde_json::from_value(told.clone()).ok()
}

/// An item as it became elsewhere, or the key of one that went. A table that is gone, or another
/// one by now, is told nothing.
pub fn take(
    cx: &mut Cx,
    name: &str,
    (item, is_gone): (Item, bool),
    told: &Told,
) -> Result<(), AwsError> {
    let address = Address::of(cx, name)?;
    let found = row::find(cx, &address)?;
    let Some(found) = found.filter(|found| found.table.id == told.table) else {
        return Ok(());
    };
    let primary = match is_gone {
        true => key::exact(&found.table, &item)?,
        false => key::of_item(&found.table, &item)?,
    };
    let after = (!is_gone).then_some(&item);
    measure::replicated(cx, &found, &told.stamp);
    apply(cx, &found, &primary, after, &told.stamp)
}

/// Does nothing where the item is as new or newer.
pub fn apply(
    cx: &mut Cx,
    found: &Found,
    primary: &Primary,
    after: Option<&Item>,
    stamp: &Stamp,
) -> Result<(), AwsError> {
    let (scope, row) = (found.scope(cx), primary.row(&found.table));
    let known = STAMPS.get(cx.tx, scope, &row)?;
    if known.is_some_and(|known| known >= *stamp) {
        return Ok(());
    }
    let before = Before::read(cx, found, primary, true)?;
    let change = Change {
        found,
        primary,
        before: &before,
        after,
    };
    change.replicate(cx)?;
    stamp::put(cx, found, primary, stamp, after.is_none())?;
    send::pass_on(cx, &change, stamp)
}
