//! Taking a backup: what is written meanwhile keeps what it replaces, the rest is copied in pieces.

use crate::background::{About, read, set};
use crate::backup::row::{BACKUPS, Backup, Holds};
use crate::backup::saved::{After, SAVED, behind, none};
use crate::item::change::Before;
use crate::item::key::Primary;
use crate::item::row::ITEMS;
use crate::limits::BACKUP;
use crate::table::Found;
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde::{Deserialize, Serialize};

pub const CAPTURE: &str = "capture";

/// Items in one transaction, and bytes of them.
const PIECE: (usize, usize) = (200, 1 << 20);

#[derive(Serialize, Deserialize)]
struct Capturing {
    #[serde(flatten)]
    about: About,
    backup: String,
    number: u64,
    step: Step,
    after: After,
    size: i64,
    since: i64,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Step {
    Copy,
    /// What was not there is forgotten, the rest is weighed.
    Weigh,
    Done,
}

/// Begins with a backup that the table has among its captures.
pub fn begin(cx: &mut Cx, found: &Found, backup: &Backup, number: u64) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    let capturing = Capturing {
        about: About::of(found),
        backup: backup.id.clone(),
        number,
        step: Step::Copy,
        after: None,
        size: 0,
        since: now,
    };
    again(cx, now, &capturing)
}

fn again(cx: &mut Cx, at: i64, capturing: &Capturing) -> Result<(), AwsError> {
    set(
        cx,
        at,
        CAPTURE,
        &format!("{:016x}", capturing.number),
        capturing,
    )
}

/// Keeps an item as it was, for each backup that is being taken and has not got it yet.
pub fn keep(
    cx: &mut Cx,
    found: &Found,
    primary: &Primary,
    before: &Before,
) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    for number in &found.table.captures {
        let Primary {
            hash,
            partition,
            sort,
        } = primary;
        let place = (*number, *hash, partition.clone(), sort.clone());
        if SAVED.exists(cx.tx, scope, &place)? {
            continue;
        }
        let was = before.packed().cloned().unwrap_or_else(none);
        SAVED.insert(cx.tx, scope, &place, &was)?;
    }
    Ok(())
}

pub fn capture_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut capturing: Capturing = read(timer)?;
    let now = cx.now().as_microsecond();
    match capturing.step {
        Step::Copy => copy(cx, &mut capturing)?,
        Step::Weigh => weigh(cx, &mut capturing)?,
        Step::Done => return Ok(()),
    }
    match capturing.step {
        Step::Done if now < capturing.since + BACKUP => {
            // A step that finds nothing more ends it then.
            capturing.step = Step::Weigh;
            again(cx, capturing.since + BACKUP, &capturing)
        }
        Step::Done => finish(cx, &capturing),
        _ => again(cx, now, &capturing),
    }
}

fn copy(cx: &mut Cx, capturing: &mut Capturing) -> Result<(), AwsError> {
    let scope = cx.scope_of(&capturing.about.account, cx.region());
    let span = behind(capturing.about.table, &capturing.after);
    let items = ITEMS.scan_sized(cx.tx, scope, span, PIECE, false)?;
    for ((_, hash, partition, sort), packed) in &items {
        let place = (capturing.number, *hash, partition.clone(), sort.clone());
        // Who has changed the item since the backup's moment has kept it as it was; who does so
        // while this runs makes it run again.
        if !SAVED.exists(cx.tx, scope, &place)? {
            SAVED.insert(cx.tx, scope, &place, packed)?;
        }
    }
    match items.into_iter().next_back() {
        Some(((_, hash, partition, sort), _)) => {
            capturing.after = Some((hash, partition, sort));
            Ok(())
        }
        None => {
            capturing.after = None;
            capturing.step = Step::Weigh;
            release(cx, capturing)
        }
    }
}

/// Writes need not keep anything any more.
fn release(cx: &mut Cx, capturing: &Capturing) -> Result<(), AwsError> {
    let Some(found) = capturing.about.find(cx)? else {
        return Ok(());
    };
    let mut table = found.table.as_ref().clone();
    table.captures.retain(|number| *number != capturing.number);
    row::put(cx, &found, &table)
}

fn weigh(cx: &mut Cx, capturing: &mut Capturing) -> Result<(), AwsError> {
    let scope = cx.scope_of(&capturing.about.account, cx.region());
    let span = behind(capturing.number, &capturing.after);
    let rows = SAVED.scan_sized(cx.tx, scope, span, PIECE, false)?;
    for (key, packed) in &rows {
        match packed.0.is_empty() {
            true => _ = SAVED.delete(cx.tx, scope, key)?,
            false => capturing.size += packed.size() as i64,
        }
    }
    match rows.into_iter().next_back() {
        Some(((_, hash, partition, sort), _)) => capturing.after = Some((hash, partition, sort)),
        None => capturing.step = Step::Done,
    }
    Ok(())
}

fn finish(cx: &mut Cx, capturing: &Capturing) -> Result<(), AwsError> {
    let scope = cx.scope_of(&capturing.about.account, cx.region());
    let key = (capturing.about.name.as_str(), capturing.backup.as_str());
    let Some(mut backup) = BACKUPS.get(cx.tx, scope, &key)? else {
        return Ok(());
    };
    if backup.holds != Holds::Saved(capturing.number) {
        return Ok(());
    }
    backup.is_available = true;
    backup.size = capturing.size;
    Ok(BACKUPS.put(cx.tx, scope, &key, &backup)?)
}
