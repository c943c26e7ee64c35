//! Forgets the stamps of items that went a day ago: by then every replica has heard of it.

use crate::background::{About, read, set};
use crate::item::row::ITEMS;
use crate::limits::{DAY, HOUR, SECOND};
use crate::replica::stamp::{GRAVES, GraveKey, STAMPS, second};
use crate::table::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Span};

pub const FORGET: &str = "replica_forget";

/// Rows in one transaction.
const PIECE: usize = 200;

pub fn begin(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let at = cx.now().as_microsecond() + HOUR;
    again(cx, at, &About::of(found))
}

fn again(cx: &mut Cx, at: i64, about: &About) -> Result<(), AwsError> {
    set(cx, at, FORGET, &format!("{:016x}", about.table), about)
}

pub fn forget_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let about: About = read(timer)?;
    let Some(found) = about.find(cx)? else {
        return Ok(());
    };
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let graves = GRAVES.keys(cx.tx, scope, Span::prefix(&(about.table,)), PIECE, false)?;
    let horizon = ((now - DAY) / SECOND).max(0) as u64;
    for grave in graves.iter().take_while(|grave| grave.1 < horizon) {
        forget(cx, scope, grave)?;
    }
    let all_are_old = graves.last().is_some_and(|grave| grave.1 < horizon);
    match all_are_old && graves.len() == PIECE {
        true => again(cx, now, &about),
        false if graves.is_empty() && !found.table.has_replicas() => Ok(()),
        false => again(cx, now + HOUR, &about),
    }
}

/// The item may be there again by now, or have gone again.
fn forget(cx: &mut Cx, scope: Scope<'_>, grave: &GraveKey) -> Result<(), AwsError> {
    let (table, at, hash, (partition, sort)) = grave;
    let row = (*table, *hash, partition.clone(), sort.clone());
    let stamp = STAMPS.get(cx.tx, scope, &row)?;
    let is_of_it = stamp.is_some_and(|stamp| second(&stamp) == *at);
    if is_of_it && !ITEMS.exists(cx.tx, scope, &row)? {
        STAMPS.delete(cx.tx, scope, &row)?;
    }
    GRAVES.delete(cx.tx, scope, grave)?;
    Ok(())
}
