//! Fills a restored table with the items of its moment, and their entries of indexes, a piece in
//! each transaction. Nobody reads or writes it before it is full.

use crate::background::{About, read, set};
use crate::backup::row::{BACKUPS, Holds};
use crate::backup::saved::{After, piece};
use crate::backup::{discard, target};
use crate::index::entries::Step;
use crate::item::key::Primary;
use crate::item::row::{ITEMS, Packed};
use crate::limits::RESTORE;
use crate::table::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Scope;
use serde::{Deserialize, Serialize};

pub const POUR: &str = "pour";

const PIECE: (usize, usize) = (200, 1 << 20);

#[derive(Clone, Serialize, Deserialize)]
pub struct Pouring {
    #[serde(flatten)]
    about: About,
    /// The Region of what it is filled from; the account is the same.
    region: String,
    holds: Holds,
    from: From,
    after: After,
    items: i64,
    bytes: i64,
    since: i64,
    is_full: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub enum From {
    /// Table and id: it must stay so long.
    Backup(String, String),
    /// Saved for this alone.
    Moment,
}

pub fn begin(
    cx: &mut Cx,
    found: &Found,
    region: &str,
    holds: Holds,
    from: From,
) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    let pouring = Pouring {
        about: About::of(found),
        region: region.to_owned(),
        holds,
        from,
        after: None,
        items: 0,
        bytes: 0,
        since: found.table.created,
        is_full: false,
    };
    again(cx, now, &pouring)
}

fn again(cx: &mut Cx, at: i64, pouring: &Pouring) -> Result<(), AwsError> {
    set(
        cx,
        at,
        POUR,
        &format!("{:016x}", pouring.about.table),
        pouring,
    )
}

pub fn pour_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut pouring: Pouring = read(timer)?;
    let now = cx.now().as_microsecond();
    let Some(found) = pouring.about.find(cx)? else {
        return Ok(());
    };
    if !pouring.is_full {
        let source = cx.scope_of(&pouring.about.account, &pouring.region);
        // Each item may be written once more for each index.
        let size = (PIECE.0, PIECE.1 / (1 + found.table.indexes.len()));
        match piece(cx.tx, source, pouring.holds, &pouring.after, size)? {
            Some((items, end)) => {
                for ((_, hash, partition, sort), packed) in items {
                    pouring.items += 1;
                    pouring.bytes += packed.size() as i64;
                    insert(
                        cx,
                        &found,
                        Primary {
                            hash,
                            partition,
                            sort,
                        },
                        &packed,
                    )?;
                }
                pouring.after = end;
            }
            None => pouring.is_full = true,
        }
    }
    if !pouring.is_full {
        return again(cx, now, &pouring);
    }
    if now < pouring.since + RESTORE {
        return again(cx, pouring.since + RESTORE, &pouring);
    }
    target::open(cx, &pouring.about, pouring.items, pouring.bytes)?;
    leave(cx, &pouring)
}

/// Puts an item into a table that nobody else writes.
pub fn insert(
    cx: &mut Cx,
    found: &Found,
    primary: Primary,
    packed: &Packed,
) -> Result<(), AwsError> {
    let (table, scope) = (&found.table, found.scope(cx));
    ITEMS.insert(cx.tx, scope, &primary.row(table), packed)?;
    if table.indexes.is_empty() {
        return Ok(());
    }
    let item = packed.item()?;
    for index in &table.indexes {
        if let Some(step) = Step::of(table, index, primary.parts(), None, Some(&item)) {
            step.apply(cx.tx, scope)?;
        }
    }
    Ok(())
}

/// What it was filled from is not needed for it any more.
fn leave(cx: &mut Cx, pouring: &Pouring) -> Result<(), AwsError> {
    let account = pouring.about.account.as_str();
    let From::Backup(table, id) = &pouring.from else {
        return discard::discard(cx, (account, pouring.region.as_str()), pouring.holds);
    };
    let scope = Scope {
        region: &pouring.region,
        ..cx.scope_of(account, cx.region())
    };
    let key = (table.as_str(), id.as_str());
    if let Some(mut backup) = BACKUPS.get(cx.tx, scope, &key)? {
        backup.uses = backup.uses.saturating_sub(1);
        BACKUPS.put(cx.tx, scope, &key, &backup)?;
    }
    Ok(())
}
