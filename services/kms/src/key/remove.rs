//! A key goes when its time is over, with its material, aliases and grants.

use super::{Deletion, Found, KEYS, put, wipe};
use crate::{alias, due, grant};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::{SignedDuration, Timestamp};

pub const DELETE: &str = "delete";

pub fn after(now: Timestamp, days: i64) -> Timestamp {
    let waits = SignedDuration::from_hours(24 * days);
    now.checked_add(waits).unwrap_or(Timestamp::MAX)
}

pub fn set(cx: &mut Cx, found: &Found, at: Timestamp) -> Result<(), AwsError> {
    due::set(cx, found, at, DELETE, "")
}

/// Does nothing where the deletion was called off, or put off.
pub fn delete(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(found) = due::key(cx, timer)? else {
        return Ok(());
    };
    let at = found.key.deletion.as_ref().and_then(|deletion| deletion.at);
    if !at.is_some_and(|at| due::is(at, cx)) {
        return Ok(());
    }
    if !grant::remove_some(cx, &found)? {
        // More than a transaction should hold: the rest in the next.
        return set(cx, &found, cx.now());
    }
    alias::remove_all(cx, &found)?;
    wipe(cx, &found)?;
    let scope = found.scope(cx);
    KEYS.delete(cx.tx, scope, &found.key.id)?;
    leave(cx, &found)
}

/// The other Regions learn that a replica is gone; a primary that waited for the last one begins to
/// count its days.
fn leave(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    for mut related in super::each_related(cx, found)? {
        if related.region == found.region {
            continue;
        }
        let Some(multi) = &mut related.key.multi_region else {
            continue;
        };
        multi.replicas.retain(|region| *region != found.region);
        let is_last = multi.replicas.is_empty() && multi.primary == related.region;
        let waits = match &related.key.deletion {
            Some(Deletion { at: None, days }) if is_last => Some(*days),
            _ => None,
        };
        if let Some(days) = waits {
            let at = after(cx.now(), days);
            related.key.deletion = Some(Deletion { at: Some(at), days });
            set(cx, &related, at)?;
        }
        put(cx, &related, &related.key)?;
    }
    Ok(())
}
