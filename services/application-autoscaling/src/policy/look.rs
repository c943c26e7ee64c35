//! Looks at what is used each minute, for as long as a target has a policy.

use super::row::{self, Policy};
use super::wish::{self, Wish};
use crate::place::Place;
use crate::target::{self, Target};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::{SignedDuration, Timestamp};

pub const LOOK: &str = "look";

const MINUTE: i64 = 60;
/// Seconds after a minute is over.
const LATER: i64 = 5;

pub fn watch(cx: &mut Cx, place: &Place) -> Result<(), AwsError> {
    let second = cx.now().as_second();
    let next = (second - LATER).div_euclid(MINUTE) * MINUTE + MINUTE + LATER;
    let at = Timestamp::from_second(next).unwrap_or(Timestamp::MAX);
    let payload = serde_json::to_value(place).map_err(AwsError::internal)?;
    let (account, region) = (cx.account(), cx.region());
    let id = format!(
        "appscaling {account} {region} {} {}",
        place.resource, place.dimension
    );
    cx.timer(at, &id, &format!("application-autoscaling/{LOOK}"), payload)
}

pub fn look_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let place: Place = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let scope = cx.scope();
    let policies = row::of_place(cx.tx, scope, place.key())?;
    let Some(mut target) = target::find(cx, &place)?.filter(|_| !policies.is_empty()) else {
        return Ok(());
    };
    if target.busy.is_none() && scale(cx, &mut target, &policies)? {
        target::save(cx, &target)?;
    }
    watch(cx, &place)
}

/// Of several policies the one that wants most counts.
fn scale(cx: &mut Cx, target: &mut Target, policies: &[Policy]) -> Result<bool, AwsError> {
    let scope = cx.scope();
    let Some(usage) = cx.cloud.usage(cx.tx, scope, target.place.scaled())? else {
        return Ok(false);
    };
    let bounds = (target.min, target.max);
    let wishes = policies.iter().map(|policy| {
        let wish = wish::of(&policy.tracking, &usage, bounds);
        (policy, wish)
    });
    let wishes: Vec<_> = wishes.collect();
    let wanted = |wish: &Option<Wish>| match wish {
        Some(Wish::Out(units) | Wish::In(units)) => *units,
        // Who wants nothing else wants what there is.
        None => usage.capacity,
    };
    let largest = wishes.iter().max_by_key(|(_, wish)| wanted(wish));
    let Some((policy, Some(wish))) = largest else {
        return Ok(false);
    };
    let (now, tracking) = (cx.now(), &policy.tracking);
    let rests = |last: Option<Timestamp>, seconds: Option<i64>| {
        let pause = SignedDuration::from_secs(seconds.unwrap_or(0));
        last.is_some_and(|last| now.duration_since(last) < pause)
    };
    let (units, which) = match *wish {
        Wish::Out(units) => {
            if target.suspended.scaling_out || rests(target.last_out, tracking.out_cooldown) {
                return Ok(false);
            }
            target.last_out = Some(now);
            (units, "AlarmHigh")
        }
        Wish::In(units) => {
            let last = target.last_in.max(target.last_out);
            if target.suspended.scaling_in || rests(last, tracking.in_cooldown) {
                return Ok(false);
            }
            target.last_in = Some(now);
            (units, "AlarmLow")
        }
    };
    let cause = format!(
        "monitor alarm TargetTracking-{}-{which}-{} in state ALARM triggered policy {}",
        target.place.resource, policy.id, policy.name
    );
    target::set(cx, target, units, &cause)?;
    Ok(true)
}
