//! Removes a table when its deletion is through, and then its items, a piece in each transaction.

use crate::background::stats::STATS;
use crate::background::{About, read, set};
use crate::backup::target::RESTORED;
use crate::index::entries::ENTRIES;
use crate::item::collection;
use crate::item::row::ITEMS;
use crate::recovery::deleted::{self, LEFT};
use crate::replica::group;
use crate::replica::stamp::{GRAVES, STAMPS};
use crate::stream::switch;
use crate::table::Found;
use crate::table::row::{GLOBAL, PLACES, TABLES};
use crate::ttl::expiry::EXPIRIES;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Key, OwnedKey, Scope, Span, Stored, Table as Rows};

pub const REMOVE: &str = "remove";
pub const EMPTY: &str = "empty";

/// Rows in one transaction; only their keys are read.
const PIECE: usize = 500;

pub fn remove_at(cx: &mut Cx, found: &Found, at: i64) -> Result<(), AwsError> {
    let about = About::of(found);
    set(cx, at, REMOVE, &format!("{:016x}", about.table), &about)
}

pub fn remove(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let about: About = read(timer)?;
    let Some(found) = about.find(cx)? else {
        return Ok(());
    };
    deleted::keep(cx, &found)?;
    group::left(cx, &found)?;
    switch::off(cx, &found, &mut found.table.as_ref().clone())?;
    let scope = cx.scope_of(&about.account, cx.region());
    TABLES.delete(cx.tx, scope, &about.name)?;
    STATS.delete(cx.tx, scope, &about.table)?;
    RESTORED.delete(cx.tx, scope, &about.table)?;
    collection::remember(cx.tx, scope, about.table, &[])?;
    let address = about.address();
    let place = super::place(cx, &address);
    PLACES.delete(cx.tx, GLOBAL, &place)?;
    again(cx, &about)
}

fn again(cx: &mut Cx, about: &About) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    set(cx, now, EMPTY, &format!("{:016x}", about.table), about)
}

pub fn empty(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let about: About = read(timer)?;
    let scope = cx.scope_of(&about.account, cx.region());
    let mut left = PIECE;
    // A backup may have the items.
    if !LEFT.exists(cx.tx, scope, &about.table)? {
        clear(cx, scope, &ITEMS, about.table, &mut left)?;
    }
    clear(cx, scope, &ENTRIES, about.table, &mut left)?;
    clear(cx, scope, &EXPIRIES, about.table, &mut left)?;
    clear(cx, scope, &STAMPS, about.table, &mut left)?;
    clear(cx, scope, &GRAVES, about.table, &mut left)?;
    match left > 0 {
        true => Ok(()),
        false => again(cx, &about),
    }
}

/// Deletes rows of a table, as many as may go yet in this transaction.
fn clear<K: OwnedKey + Key<Owned = K>, R: Stored>(
    cx: &mut Cx,
    scope: Scope<'_>,
    rows: &Rows<K, R>,
    table: u64,
    left: &mut usize,
) -> Result<(), AwsError> {
    if *left == 0 {
        return Ok(());
    }
    let keys = rows.keys(cx.tx, scope, Span::prefix(&(table,)), *left, false)?;
    for key in &keys {
        rows.delete(cx.tx, scope, key)?;
    }
    *left -= keys.len();
    Ok(())
}
