//! What falls due for a key: its deletion, rotations, the end of imported material.

use crate::key::{self, Found};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::{self, Timer};
use jiff::Timestamp;
use serde_json::json;

/// `more` tells apart what falls due for one key more than once.
pub fn set(
    cx: &mut Cx,
    found: &Found,
    at: Timestamp,
    what: &str,
    more: &str,
) -> Result<(), AwsError> {
    let id = format!("kms {what} {} {more}", found.arn(cx));
    let timer = Timer {
        handler: format!("kms/{what}"),
        partition: cx.partition().to_owned(),
        account: found.account.clone(),
        // Of a key in several Regions, that of this one.
        region: found.region.clone(),
        payload: json!({"key": found.key.id, "more": more}),
    };
    Ok(timer::set(cx.tx, at, &id, &timer)?)
}

/// The key, if it is still there.
pub fn key(cx: &mut Cx, timer: &Timer) -> Result<Option<Found>, AwsError> {
    let id = timer.payload["key"].as_str().unwrap_or_default();
    key::reread(cx, &timer.account, id)
}

pub fn more(timer: &Timer) -> &str {
    timer.payload["more"].as_str().unwrap_or_default()
}

/// Whether it is time. Timers are of whole milliseconds.
pub fn is(at: Timestamp, cx: &Cx) -> bool {
    at.as_millisecond() <= cx.now().as_millisecond()
}
