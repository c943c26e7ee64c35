//! The ways back: a deployment that is stopped under way, and one that is reverted after.

use super::event::{By, Kind, note};
use super::live;
use super::row::{self, Deployment, State};
use super::run::settle;
use crate::environment::State as Environment;
use crate::{errors, limits, place};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde_json::json;

pub const ROLLED_BACK: &str = "rolled-back";

/// Stops a deployment: from now on nobody sees it, and soon it is rolled back.
pub fn roll_back(
    cx: &mut Cx,
    deployment: &mut Deployment,
    by: By,
    who: &str,
) -> Result<(), AwsError> {
    deployment.state = State::RollingBack;
    let told = format!("Rollback initiated by {who}");
    note(cx, deployment, (Kind::RollbackStarted, by), told)?;
    live::stop(cx, deployment)?;
    settle(cx, deployment, Environment::RollingBack)?;
    row::save(cx, deployment)?;
    let (application, environment, number) = deployment.place();
    let arn = place::deployment(cx, application, environment, number);
    let payload = json!({"application": application, "environment": environment, "number": number});
    let id = format!("{arn}/back");
    cx.timer(cx.now(), &id, &format!("appconfig/{ROLLED_BACK}"), payload)
}

pub fn rolled_back(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    let number = timer.payload["number"].as_i64().unwrap_or(0);
    let found = row::find(cx, (said("application"), said("environment"), number))?;
    let Some(mut deployment) = found.filter(|found| found.state == State::RollingBack) else {
        return Ok(());
    };
    deployment.state = State::RolledBack;
    deployment.completed = Some(cx.now());
    let how = (Kind::RollbackCompleted, By::AppConfig);
    note(cx, &mut deployment, how, "Rollback completed")?;
    settle(cx, &deployment, Environment::RolledBack)?;
    row::save(cx, &deployment)
}

/// Takes a finished deployment back, for as long as that goes.
pub fn revert(cx: &mut Cx, deployment: &mut Deployment) -> Result<(), AwsError> {
    let age = deployment.completed.map(|at| cx.now().duration_since(at));
    if age.is_none_or(|age| age > limits::REVERTED) {
        return Err(errors::bad(
            "A deployment can be reverted for 72 hours after it was completed.",
        ));
    }
    if !live::revert(cx, deployment)? {
        return Err(errors::bad(
            "Only the latest deployment of a configuration profile can be reverted.",
        ));
    }
    deployment.state = State::Reverted;
    let told = format!("Revert initiated by {}", cx.account());
    note(cx, deployment, (Kind::Reverted, By::User), told)?;
    settle(cx, deployment, Environment::Reverted)?;
    row::save(cx, deployment)
}
