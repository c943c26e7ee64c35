//! A secret that rotates has a timer for when its next window opens.

use super::{begin, rules};
use crate::place::Found;
use crate::secret::row::{self, SECRETS};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::{ids, timer};
use jiff::Timestamp;
use serde_json::json;

pub const DUE: &str = "rotation-due";

fn timer_id(cx: &Cx, found: &Found) -> String {
    format!("{}/rotation", found.arn(cx))
}

/// Sets the timer anew; the one there was is taken off. The secret is saved by whoever calls.
pub fn wind(cx: &mut Cx, found: &mut Found, base: Timestamp) -> Result<(), AwsError> {
    unwind(cx, found)?;
    let Some(rotation) = found.secret.rotation.as_mut().filter(|r| r.enabled) else {
        return Ok(());
    };
    rotation.next = rules::window(rotation, base);
    let Some((opens, _)) = rotation.next else {
        return Ok(());
    };
    let payload = json!({"account": found.account, "name": found.secret.name, "due": opens});
    let id = timer_id(cx, found);
    cx.timer(opens, &id, &format!("secretsmanager/{DUE}"), payload)
}

pub fn unwind(cx: &mut Cx, found: &mut Found) -> Result<(), AwsError> {
    let id = timer_id(cx, found);
    if let Some(rotation) = &mut found.secret.rotation
        && let Some((opens, _)) = rotation.next.take()
    {
        timer::cancel(cx.tx, opens, &id)?;
    }
    Ok(())
}

/// The window opens. One that is not finished goes on with the version it has.
pub fn due(cx: &mut Cx, timer: &timer::Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    let scope = cx.scope_of(said("account"), cx.region());
    let due: Option<Timestamp> = said("due").parse().ok();
    let Some(secret) = SECRETS.get(cx.tx, scope, said("name"))? else {
        return Ok(());
    };
    let mut found = Found {
        account: said("account").to_owned(),
        secret,
    };
    let rotation = found.secret.rotation.as_mut().filter(|r| r.enabled);
    let Some(rotation) = rotation.filter(|r| r.next.map(|(opens, _)| opens) == due) else {
        return Ok(());
    };
    // The timer is gone already.
    rotation.next = None;
    let token = match begin::pending(&found.secret) {
        Some(pending) => pending.to_owned(),
        None => ids::uuid(cx.random()),
    };
    begin::begin(cx, &mut found, &token, false)?;
    let base = cx.now();
    wind(cx, &mut found, base)?;
    row::save(cx, &found)
}
