//! What was saved, or left behind by a table, goes when nobody needs it any more: a piece in each
//! transaction.

use crate::background::{read, set};
use crate::backup::row::{BACKUPS, Holds};
use crate::backup::saved::SAVED;
use crate::item::row::ITEMS;
use crate::recovery::deleted::LEFT;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use serde::{Deserialize, Serialize};

pub const DISCARD: &str = "discard";
pub const EXPIRE: &str = "expire";

const PIECE: usize = 500;

#[derive(Serialize, Deserialize)]
struct Discarding {
    account: String,
    region: String,
    holds: Holds,
}

pub fn discard(cx: &mut Cx, (account, region): (&str, &str), holds: Holds) -> Result<(), AwsError> {
    let (Holds::Saved(number) | Holds::Left(number)) = holds;
    let discarding = Discarding {
        account: account.to_owned(),
        region: region.to_owned(),
        holds,
    };
    let now = cx.now().as_microsecond();
    set(cx, now, DISCARD, &format!("{number:016x}"), &discarding)
}

pub fn discard_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let discarding: Discarding = read(timer)?;
    let (rows, number) = match discarding.holds {
        Holds::Saved(number) => (&SAVED, number),
        Holds::Left(number) => (&ITEMS, number),
    };
    let scope = cx.scope_of(&discarding.account, &discarding.region);
    let keys = rows.keys(cx.tx, scope, Span::prefix(&(number,)), PIECE, false)?;
    for key in &keys {
        rows.delete(cx.tx, scope, key)?;
    }
    if keys.len() == PIECE {
        let place = (discarding.account.as_str(), discarding.region.as_str());
        return discard(cx, place, discarding.holds);
    }
    if let Holds::Left(number) = discarding.holds {
        LEFT.delete(cx.tx, scope, &number)?;
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct Expiring {
    account: String,
    table: String,
    id: String,
}

/// Has a backup go at its end.
pub fn expire_at(
    cx: &mut Cx,
    at: i64,
    account: &str,
    (table, id): (&str, &str),
) -> Result<(), AwsError> {
    let expiring = Expiring {
        account: account.to_owned(),
        table: table.to_owned(),
        id: id.to_owned(),
    };
    set(cx, at, EXPIRE, id, &expiring)
}

/// A table that is being made of it is waited for.
pub fn expire_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Expiring { account, table, id } = read(timer)?;
    let (scope, key) = (
        cx.scope_of(&account, cx.region()),
        (table.as_str(), id.as_str()),
    );
    let Some(backup) = BACKUPS.get(cx.tx, scope, &key)? else {
        return Ok(());
    };
    if backup.uses > 0 {
        let later = cx.now().as_microsecond() + crate::limits::DAY;
        return expire_at(cx, later, &account, key);
    }
    BACKUPS.delete(cx.tx, scope, &key)?;
    let place = (account.as_str(), cx.region());
    discard(cx, place, backup.holds)
}
