//! A deleted authority goes for good when its time is over: with all that it issued, in steps.

use super::key;
use super::row::{AUTHORITIES, State};
use crate::limits::PIECE;
use crate::{certificate, permission, policy, report};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde_json::json;

/// The timer's name.
pub const REMOVE: &str = "remove-authority";

pub fn at(cx: &mut Cx, arn: &str, id: &str, at: Timestamp) -> Result<(), AwsError> {
    cx.timer(at, arn, &format!("acm-pca/{REMOVE}"), json!({"id": id}))
}

pub fn remove(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default();
    let scope = cx.scope();
    let found = AUTHORITIES.get(cx.tx, scope, id)?;
    let Some(found) = found.filter(|found| found.state == State::Deleted) else {
        return Ok(());
    };
    // Timers are set to the microsecond.
    let later = |until: Timestamp| until.as_microsecond() > cx.now().as_microsecond();
    if found.deleted.is_none_or(|(_, until)| later(until)) {
        return Ok(());
    }
    key::remove(cx.tx, scope, id)?;
    if certificate::remove_some(cx, id, PIECE)? || report::remove_some(cx, id, PIECE)? {
        let arn = cx.arn("acm-pca", &format!("certificate-authority/{id}"));
        return self::at(cx, &arn, id, cx.now());
    }
    permission::remove_all(cx, id)?;
    policy::remove(cx, id)?;
    AUTHORITIES.delete(cx.tx, scope, id)?;
    Ok(())
}
