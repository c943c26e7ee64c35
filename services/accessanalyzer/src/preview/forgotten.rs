//! Previews are kept for a day.

use super::row::{self, Preview};
use crate::analyzer::Analyzer;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;

const KEPT: SignedDuration = SignedDuration::from_hours(24);

pub fn later(cx: &mut Cx, analyzer: &Analyzer, preview: &Preview) -> Result<(), AwsError> {
    let (at, id) = (cx.now() + KEPT, format!("{} forgotten", preview.id));
    let payload = json!({"analyzer": analyzer.id, "id": preview.id});
    cx.timer(at, &id, "accessanalyzer/forget-preview", payload)
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let text = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    row::delete(cx, text("analyzer"), text("id"))
}
