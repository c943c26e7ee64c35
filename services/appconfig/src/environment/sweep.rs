//! Deployments of an environment that is gone: a piece in each transaction.

use crate::{deployment, place};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde_json::json;

pub const SWEEP: &str = "sweep-environment";

pub fn go_on(cx: &mut Cx, (application, environment): (&str, &str)) -> Result<(), AwsError> {
    if !deployment::remove_some(cx, application, environment)? {
        return Ok(());
    }
    let id = place::environment(cx, application, environment);
    let payload = json!({"application": application, "environment": environment});
    cx.timer(cx.now(), &id, &format!("appconfig/{SWEEP}"), payload)
}

pub fn sweep(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    go_on(cx, (said("application"), said("environment")))
}
