//! Reads that may be stale, and seldom are: where disorder is switched on, some of them see an item
//! as it was before a change of the last second. Remembered by the process that changed it only.

use crate::item::key::Primary;
use crate::item::row::Packed;
use crate::limits::SECOND;
use crate::table::Found;
use haneul_pipeline::disorder;
use haneul_pipeline::{AwsError, Cx};
use parking_lot::Mutex;
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Changes that are remembered.
const KEPT: usize = 10_000;

struct Past(Cache<(u64, Primary), Arc<Mutex<Change>>>);

impl Default for Past {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

struct Change {
    at: i64,
    before: Option<Packed>,
    /// How often it was asked for since.
    reads: u64,
}

/// Notes a change for those who read soon.
pub fn note(
    cx: &Cx,
    found: &Found,
    primary: &Primary,
    before: Option<&Packed>,
) -> Result<(), AwsError> {
    if !disorder::now(cx.cloud)?.is_on() {
        return Ok(());
    }
    let change = Change {
        at: cx.now().as_microsecond(),
        before: before.cloned(),
        reads: 0,
    };
    let past = cx.cloud.locals.get::<Past>();
    let key = (found.table.id, primary.clone());
    past.0.insert(key, Arc::new(Mutex::new(change)));
    Ok(())
}

/// Whether reads may see the past at all.
pub fn may_be(cx: &Cx) -> Result<bool, AwsError> {
    Ok(disorder::now(cx.cloud)?.is_on())
}

/// The item as it was before its last change, if this read happens to see that.
pub fn seen(cx: &Cx, found: &Found, primary: &Primary) -> Result<Option<Option<Packed>>, AwsError> {
    let disorder = disorder::now(cx.cloud)?;
    if !disorder.is_on() {
        return Ok(None);
    }
    let past = cx.cloud.locals.get::<Past>();
    let Some(change) = past.0.get(&(found.table.id, primary.clone())) else {
        return Ok(None);
    };
    let mut change = change.lock();
    let now = cx.now().as_microsecond();
    if now < change.at || now - change.at >= SECOND {
        return Ok(None);
    }
    change.reads += 1;
    // Not by the table's id, which differs from run to run.
    let strikes = disorder.strikes("stale", u128::from(primary.hash), change.reads);
    Ok(strikes.then(|| change.before.clone()))
}
