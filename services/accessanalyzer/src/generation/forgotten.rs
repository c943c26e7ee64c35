//! Jobs are shown for seven days.

use super::row::{self, Job};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;

const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

pub fn later(cx: &mut Cx, job: &Job) -> Result<(), AwsError> {
    let (at, id) = (cx.now() + KEPT, format!("{} forgotten", job.id));
    let handler = "accessanalyzer/forget-generation";
    cx.timer(at, &id, handler, json!({"id": job.id}))
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    row::delete(cx, timer.payload["id"].as_str().unwrap_or_default())
}
