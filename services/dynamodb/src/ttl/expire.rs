//! The work behind time to live: items that were there before it are found by their times, expired
//! ones are deleted, and rows by time of one that was switched off are removed. A piece in each
//! transaction.

use crate::background::{About, read, set};
use crate::item::change::{Before, Change};
use crate::item::key::{self, Primary};
use crate::item::row::ITEMS;
use crate::limits::{DAY, HOUR, SECOND};
use crate::measure;
use crate::table::Found;
use crate::table::row::{self, Mark};
use crate::ttl::expiry::{self, EXPIRIES, ExpiryKey};
use crate::ttl::row::Ttl;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use serde::{Deserialize, Serialize};

pub const FILL: &str = "ttl-fill";
pub const EXPIRE: &str = "ttl-expire";
pub const CLEAR: &str = "ttl-clear";

/// Rows in one transaction, and bytes of items.
const PIECE: usize = 200;
const BYTES: usize = 2 << 20;

/// Items that expired longer ago stay: they were most likely meant otherwise.
const OLDEST: i64 = 5 * 365 * DAY;

/// Expired items are looked for at least as often.
const LONGEST: i64 = HOUR;

#[derive(Serialize, Deserialize)]
struct Work {
    #[serde(flatten)]
    about: About,
    generation: u32,
    /// The item that the last piece ended with: hash, partition key, sort key.
    after: Option<(u64, Vec<u8>, Vec<u8>)>,
}

fn again(cx: &mut Cx, at: i64, handler: &str, work: &Work) -> Result<(), AwsError> {
    let id = format!("{:016x} {}", work.about.table, work.generation);
    set(cx, at, handler, &id, work)
}

fn work(found: &Found, ttl: &Ttl) -> Work {
    Work {
        about: About::of(found),
        generation: ttl.generation,
        after: None,
    }
}

pub fn switched_on(cx: &mut Cx, found: &Found, ttl: &Ttl) -> Result<(), AwsError> {
    again(cx, cx.now().as_microsecond(), FILL, &work(found, ttl))
}

pub fn switched_off(cx: &mut Cx, found: &Found, ttl: &Ttl) -> Result<(), AwsError> {
    again(cx, cx.now().as_microsecond(), CLEAR, &work(found, ttl))
}

/// The table and its time to live, if that is still the same.
fn current(cx: &mut Cx, work: &Work) -> Result<Option<(Found, Ttl)>, AwsError> {
    let found = work.about.find(cx)?;
    Ok(found.and_then(|found| {
        let ttl = found.table.ttl.clone()?;
        (ttl.is_on && ttl.generation == work.generation).then_some((found, ttl))
    }))
}

pub fn fill(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut work: Work = read(timer)?;
    let Some((found, ttl)) = current(cx, &work)? else {
        return Ok(());
    };
    let (scope, table) = (found.scope(cx), found.table.id);
    let mut span = Span::prefix(&(table,));
    if let Some((hash, partition, sort)) = &work.after {
        span = span.after(&(table, *hash, partition.as_slice(), sort.as_slice()));
    }
    let items = ITEMS.scan_sized(cx.tx, scope, span, (PIECE, BYTES), false)?;
    for ((_, hash, partition, sort), item) in &items {
        if let Some(second) = expiry::of(&ttl, &item.item()?) {
            let primary = Primary {
                hash: *hash,
                partition: partition.clone(),
                sort: sort.clone(),
            };
            let key = expiry::key(table, &ttl, second, &primary);
            EXPIRIES.put(cx.tx, scope, &key, &Mark {})?;
        }
    }
    let now = cx.now().as_microsecond();
    if let Some(((_, hash, partition, sort), _)) = items.last() {
        work.after = Some((*hash, partition.clone(), sort.clone()));
        return again(cx, now, FILL, &work);
    }
    let mut table = found.table.as_ref().clone();
    table.ttl = Some(Ttl {
        is_filled: true,
        ..ttl
    });
    row::put(cx, &found, &table)?;
    work.after = None;
    again(cx, now, EXPIRE, &work)
}

pub fn expire(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let work: Work = read(timer)?;
    let Some((found, ttl)) = current(cx, &work)? else {
        return Ok(());
    };
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let oldest = ((now - OLDEST) / SECOND).max(0) as u64;
    let all = (found.table.id, ttl.generation);
    let span = Span::prefix(&all).after_prefix(&(all, oldest));
    let keys = EXPIRIES.keys(cx.tx, scope, span, PIECE, false)?;
    let mut bytes = 0;
    for key in &keys {
        let due = (key.1 as i64).saturating_mul(SECOND);
        if due >= now {
            // Nothing else has expired by now.
            let next = due
                .saturating_add(SECOND)
                .clamp(now + SECOND, now + LONGEST);
            return again(cx, next, EXPIRE, &work);
        }
        if bytes > BYTES {
            return again(cx, now, EXPIRE, &work);
        }
        bytes += delete(cx, &found, &ttl, key)?;
    }
    match keys.len() == PIECE {
        true => again(cx, now, EXPIRE, &work),
        false => again(cx, now + LONGEST, EXPIRE, &work),
    }
}

/// Deletes an item, unless its time was changed; how large it was.
fn delete(cx: &mut Cx, found: &Found, ttl: &Ttl, key: &ExpiryKey) -> Result<usize, AwsError> {
    let (_, second, partition, sort) = key;
    let primary = Primary {
        hash: key::hash(partition),
        partition: partition.clone(),
        sort: sort.clone(),
    };
    let before = Before::read(cx, found, &primary, true)?;
    if before.item()?.and_then(|item| expiry::of(ttl, item)) != Some(*second) {
        let scope = found.scope(cx);
        EXPIRIES.delete(cx.tx, scope, key)?;
        return Ok(0);
    }
    let change = Change {
        found,
        primary: &primary,
        before: &before,
        after: None,
    };
    change.expire(cx)?;
    measure::expired(cx, found);
    Ok(before.size())
}

pub fn clear(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let work: Work = read(timer)?;
    let scope = cx.scope_of(&work.about.account, cx.region());
    let span = Span::prefix(&(work.about.table, work.generation));
    let keys = EXPIRIES.keys(cx.tx, scope, span, PIECE, false)?;
    for key in &keys {
        EXPIRIES.delete(cx.tx, scope, key)?;
    }
    match keys.len() == PIECE {
        true => again(cx, cx.now().as_microsecond(), CLEAR, &work),
        false => Ok(()),
    }
}
