//! A key gets new material: on its day, or when somebody asks.

use crate::key::{self, Found, Rotation};
use crate::{crypto, due};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::{SignedDuration, Timestamp};

/// On its day.
pub const TURN: &str = "turn";
/// On demand.
pub const FINISH: &str = "finish";

/// How long a rotation on demand is under way.
const UNDER_WAY: SignedDuration = SignedDuration::from_secs(60);

/// From now on each so many days.
pub fn begin(cx: &mut Cx, found: &mut Found, days: i64) -> Result<(), AwsError> {
    let next = cx.now().checked_add(SignedDuration::from_hours(24 * days));
    let next = next.unwrap_or(Timestamp::MAX);
    let rotation = Rotation { days, next };
    key::put_all(cx, found, |key| key.rotation = Some(rotation.clone()))?;
    found.key.rotation = Some(rotation);
    set(cx, found, next, TURN)
}

pub fn on_demand(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let now = cx.now();
    key::put_all(cx, found, |key| {
        key.rotating = Some(now);
        key.rotated_on_demand += 1;
    })?;
    set(cx, found, now + UNDER_WAY, FINISH)
}

fn set(cx: &mut Cx, found: &Found, at: Timestamp, what: &str) -> Result<(), AwsError> {
    due::set(cx, found, at, what, "")
}

/// The key has another primary Region, which rotates it from now on.
pub fn follow(cx: &mut Cx, key: &Found) -> Result<(), AwsError> {
    if let Some(rotation) = &key.key.rotation {
        set(cx, key, rotation.next, TURN)?;
    }
    match key.key.rotating {
        Some(at) => set(cx, key, at + UNDER_WAY, FINISH),
        None => Ok(()),
    }
}

pub fn turn(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(mut found) = due::key(cx, timer)? else {
        return Ok(());
    };
    // Another Region may have become the primary, or the rotation may have been put off.
    let Some(rotation) = found.key.rotation.clone() else {
        return Ok(());
    };
    if !due::is(rotation.next, cx) || found.key.is_replica_in(&found.region) {
        return Ok(());
    }
    begin(cx, &mut found, rotation.days)?;
    // A key that is disabled or about to go is left as it is until its next day.
    match found.key.is_usable() {
        true => renew(cx, &found, false),
        false => Ok(()),
    }
}

pub fn finish(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(mut found) = due::key(cx, timer)? else {
        return Ok(());
    };
    if found.key.is_replica_in(&found.region) || found.key.rotating.take().is_none() {
        return Ok(());
    }
    key::put_all(cx, &found, |key| key.rotating = None)?;
    renew(cx, &found, true)
}

/// New material in all Regions that have the key; imported material that waits for its turn, where
/// the key lives by that.
fn renew(cx: &mut Cx, found: &Found, on_demand: bool) -> Result<(), AwsError> {
    let now = cx.now();
    let waiting = match found.key.external {
        true => key::materials(cx, found)?.into_iter().find(|m| m.pending),
        false => None,
    };
    let mut material = match waiting {
        Some(material) => material,
        None if found.key.external => return Ok(()),
        None => {
            let plain = crypto::make(cx.random(), found.key.spec()?);
            let plain = plain.ok_or_else(|| AwsError::internal("no key material was made"))?;
            let id = key::material_id(cx);
            key::keep(cx, &found.key.id, &id, &plain)?
        }
    };
    material.pending = false;
    material.rotated = Some(now);
    material.on_demand = on_demand;
    key::add(cx, found, &material)?;
    key::put_all(cx, found, |key| key.material = Some(material.id.clone()))
}
