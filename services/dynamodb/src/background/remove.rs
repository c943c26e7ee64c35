//! Removes a table when its deletion is through, and then its items, a piece in each transaction.

use crate::background::stats::STATS;
use crate::background::{About, read, set};
use crate::backup::target::RESTORED;
use crate::index::entries::ENTRIES;
use crate::item::collection;
use crate::item::row::ITEMS;
use crate::recovery::deleted::{self, LEFT};
use crate::stream::switch;
use crate::table::Found;
use crate::table::row::{GLOBAL, PLACES, TABLES};
use crate::ttl::expiry::EXPIRIES;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;

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
    let items = match LEFT.exists(cx.tx, scope, &about.table)? {
        // A backup has them.
        true => Vec::new(),
        false => ITEMS.keys(cx.tx, scope, Span::prefix(&(about.table,)), PIECE, false)?,
    };
    for key in &items {
        ITEMS.delete(cx.tx, scope, key)?;
    }
    let left = PIECE - items.len();
    let span = Span::prefix(&(about.table,));
    let entries = match left {
        0 => Vec::new(),
        left => ENTRIES.keys(cx.tx, scope, span, left, false)?,
    };
    for key in &entries {
        ENTRIES.delete(cx.tx, scope, key)?;
    }
    let left = left - entries.len();
    let span = Span::prefix(&(about.table,));
    let expiries = match left {
        0 => Vec::new(),
        left => EXPIRIES.keys(cx.tx, scope, span, left, false)?,
    };
    for key in &expiries {
        EXPIRIES.delete(cx.tx, scope, key)?;
    }
    match expiries.len() < left {
        true => Ok(()),
        false => again(cx, &about),
    }
}
