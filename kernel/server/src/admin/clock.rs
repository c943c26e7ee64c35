//! The cloud's clock: shown, frozen, let run, moved.

use haneul_pipeline::{AwsError, Cloud, background};
use haneul_runtime::Mode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// A century; further is a slip of the hand.
const MAX_ADVANCE: f64 = 100.0 * 366.0 * 86_400.0;

pub(super) fn show(cloud: &Cloud) -> Json {
    json!({ "now": written(cloud.clock.now()), "mode": cloud.clock.mode() })
}

/// Whole seconds, as AWS writes times; fractions only where there are some worth showing.
fn written(now: Timestamp) -> String {
    now.round(jiff::Unit::Millisecond)
        .unwrap_or(now)
        .to_string()
}

pub(super) async fn change(cloud: &Cloud, wanted: Json) -> Result<Json, AwsError> {
    let Some(wanted) = wanted.as_object() else {
        return Err(bad("the body must be an object"));
    };
    for name in wanted.keys() {
        if name != "mode" && name != "advance_seconds" {
            return Err(bad(&format!("there is no member {name}")));
        }
    }
    if wanted.is_empty() {
        return Err(bad("give advance_seconds or mode"));
    }
    if let Some(mode) = wanted.get("mode") {
        let mode = match mode.as_str() {
            Some("frozen") => Mode::Frozen,
            Some("running") => Mode::Running,
            _ => return Err(bad("mode is \"frozen\" or \"running\"")),
        };
        background::set_mode(cloud, mode).await?;
    }
    if let Some(seconds) = wanted.get("advance_seconds") {
        let seconds = seconds
            .as_f64()
            .filter(|s| (0.0..=MAX_ADVANCE).contains(s))
            .ok_or_else(|| bad("advance_seconds is a number from 0 to a century"))?;
        background::advance(cloud, Duration::from_secs_f64(seconds)).await?;
        cloud.presigned.settle().await;
    }
    Ok(show(cloud))
}

fn bad(why: &str) -> AwsError {
    AwsError::new("BadRequest", format!("The clock was not changed: {why}."))
}

/// How far the cloud's time is from the host's.
pub(super) fn offset(cloud: &Cloud) -> SignedDuration {
    cloud.clock.now().duration_since(cloud.clock.host_now())
}
